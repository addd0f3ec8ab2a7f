"""What is cached for nothing took half a per cent of the core time to compute."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[0.4] * 16, cached={7: "MEMORY_ONLY"}, name="count at Daily.scala:9")
log.stage(1, run=[80] * 16, name="count at Daily.scala:12")
log.end()
