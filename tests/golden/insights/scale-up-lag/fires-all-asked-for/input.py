"""Ten executors are asked for at the start, and nine of them come 40 s late."""
from made_log import Log

log = Log(settings={"spark.dynamicAllocation.enabled": "true", "spark.dynamicAllocation.initialExecutors": "20"})
log.executors(1, cores=4)
log.executors(9, cores=4, at=42)
log.stage(0, run=[10] * 240, at=2)
log.end()
