"""spill tells of the same stage, and its count of partitions."""
from job import made
from made_log import GIB

log = made(spill_disk=GIB, spill_memory=4 * GIB, peak_memory=3 * GIB)
