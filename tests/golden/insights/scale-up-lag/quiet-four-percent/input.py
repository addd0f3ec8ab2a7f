"""Executors come 13 s after the tasks began to wait, 4 % of the run for the whole cluster."""
from made_log import Log

log = Log(settings={"spark.dynamicAllocation.enabled": "true", "spark.dynamicAllocation.maxExecutors": "10"})
log.executors(1, cores=4)
log.executors(9, cores=4, at=15)
log.stage(0, run=[10] * 1200, at=2)
log.end()
