"""Dynamic allocation, but at least eight executors: they are kept through twenty minutes of nothing."""
from made_log import Log

log = Log(settings={"spark.dynamicAllocation.enabled": "true", "spark.dynamicAllocation.minExecutors": "8"})
log.executors(8, cores=4)
log.stage(0, run=[30] * 64)
log.wait(1200)
log.stage(1, run=[30] * 64)
log.end()
