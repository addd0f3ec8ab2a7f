"""200 partitions of 500 MiB: 782 of 128 MiB would be less than min_times (4) as many."""
from job import made
from made_log import MIB

log = made(spark="4.0.0", executors=16, run=60, read=500 * MIB, adaptive=True)
