"""An RDD of 4 GiB is cached by the only stage that uses it."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[20] * 16, cached={7: "MEMORY_ONLY"}, name="count at Daily.scala:9")
log.blocks(7, 16, memory=256 * MIB)
log.stage(1, run=[20] * 16, name="count at Daily.scala:12")
log.end()
