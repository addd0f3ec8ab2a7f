"""As fires-known-size, but a second stage has the RDD before it."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[20] * 16, cached={7: "MEMORY_ONLY"}, name="count at Daily.scala:9")
log.stage(1, run=[20] * 16, cached={7: "MEMORY_ONLY"}, name="count at Daily.scala:12")
log.end()
