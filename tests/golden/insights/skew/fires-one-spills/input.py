"""All tasks read as much, but only the longest spilled: its rows grow in memory."""
from made_log import GIB, MIB, Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[60] + [15] * 7, shuffle_read=64 * MIB, shuffle_records=100_000, spill_disk=[2 * GIB] + [0] * 7,
          spill_memory=[4 * GIB] + [0] * 7, name="count at Daily.scala:12")
log.end()
