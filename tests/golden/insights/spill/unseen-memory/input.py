"""No block manager events: how much memory a slot has is not in the log."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4, memory=0)
log.stage(0, run=[30] * 8, shuffle_read=200 * MIB, shuffle_records=100_000, spill_memory=512 * MIB,
          spill_disk=256 * MIB, peak_memory=256 * MIB, name="sortByKey at Load.scala:30")
log.end()
