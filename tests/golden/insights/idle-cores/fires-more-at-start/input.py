"""Few executors would do where more are asked for at the start: with a lower maximum alone, Spark would not start."""
from made_log import Log

log = Log(settings={"spark.dynamicAllocation.enabled": "true", "spark.dynamicAllocation.initialExecutors": "3",
                    "spark.executor.instances": "10"})
log.executors(10, cores=4)
log.stage(0, run=[30] * 20)
log.stage(1, run=[600] * 8)
log.end()
