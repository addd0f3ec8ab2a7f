"""Half of the core time is idle, but no fewer cores would do and nothing else is found: no advice, so no finding."""
from made_log import Log

log = Log(settings={"spark.dataflint.alert.disabled": "too-few-tasks, skew, driver-bound"})
log.executors(2, cores=4)
for stage in range(10):
    log.stage(stage, run=[30] * 8)
    log.stage(100 + stage, run=[30] * 1)
log.end()
