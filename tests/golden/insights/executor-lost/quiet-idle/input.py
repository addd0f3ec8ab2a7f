"""Executors that the driver gives back because they are idle."""
from made_log import Log

log = Log(settings={"spark.dynamicAllocation.enabled": "true"})
log.executors(1, cores=4)
log.executors(1, cores=4, until=41, why_removed="Executor killed by driver.")
log.stage(0, run=[20] * 12)
log.stage(1, run=[20] * 8)
log.end()
