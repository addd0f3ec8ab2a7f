"""As fires-known-size, but the application has not ended: it may read the cache yet."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[20] * 16, cached={7: "MEMORY_ONLY"}, name="count at Daily.scala:9")
log.stage(1, run=[20] * 16, name="count at Daily.scala:12")
