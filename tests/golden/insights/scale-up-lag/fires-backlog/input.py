"""Each of two queries waits for executors; tasks have to wait for 20 s before any is asked for."""
from made_log import Log

log = Log(settings={"spark.dynamicAllocation.enabled": "true",
                    "spark.dynamicAllocation.schedulerBacklogTimeout": "20s"})
log.executors(1, cores=4)
log.executors(5, cores=4, at=32)
log.executors(4, cores=4, at=240)
log.stage(0, run=[10] * 240, at=2)
log.stage(1, run=[10] * 360, at=200)
log.end()
