"""As fires-known-size, but without block updates: how much is cached is not in the log."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[20] * 16, cached={7: "MEMORY_AND_DISK"}, name="count at Daily.scala:9")
log.stage(1, run=[20] * 16, name="count at Daily.scala:12")
log.end()
