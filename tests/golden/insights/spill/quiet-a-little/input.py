"""15 MiB of spill in all: below min_disk_bytes (16 MiB)."""
from made_log import MIB, Log

log = Log()
log.executors(1, cores=4)
log.stage(0, run=[10] * 4, shuffle_read=8 * MIB, shuffle_records=1000, spill_memory=[60 * MIB, 0, 0, 0],
          spill_disk=[15 * MIB, 0, 0, 0])
log.end()
