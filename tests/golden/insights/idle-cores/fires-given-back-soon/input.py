"""Idle executors are given back after ten seconds (dynamic allocation is "True"): what is kept holds data."""
from made_log import Log

log = Log(settings={"spark.dynamicAllocation.enabled": "True", "spark.dynamicAllocation.executorIdleTimeout": "10s"})
log.executors(8, cores=4)
log.stage(0, run=[30] * 64)
log.wait(1200)
log.stage(1, run=[30] * 64)
log.end()
