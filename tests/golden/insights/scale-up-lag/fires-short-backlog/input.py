"""Executors come late, though they are asked for after half a second."""
from made_log import Log

log = Log(settings={"spark.dynamicAllocation.enabled": "true",
                    "spark.dynamicAllocation.schedulerBacklogTimeout": "500ms"})
log.executors(1, cores=4)
log.executors(9, cores=4, at=42)
log.stage(0, run=[10] * 240, at=2)
log.end()
