"""200 partitions of 800 MiB: adaptive execution only merges."""
from job import made
from made_log import MIB

log = made(spark="4.0.0", executors=16, run=60, read=800 * MIB, adaptive=True)
