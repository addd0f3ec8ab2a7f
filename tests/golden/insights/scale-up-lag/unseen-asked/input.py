"""Nine of ten executors come 40 s after the tasks began to wait; when they were asked for is not in the log."""
from made_log import Log

log = Log(settings={"spark.dynamicAllocation.enabled": "true", "spark.dynamicAllocation.maxExecutors": "10"})
log.executors(1, cores=4)
log.executors(9, cores=4, at=42)
log.stage(0, run=[10] * 240, at=2)
log.end()
