"""A log without the memory of the driver and the executors."""
from job import made
from made_log import MIB

log = made(customers=150_000, size="12 MiB", written=4 * MIB, memory=0, settings={})
