"""Copies run for nothing, though none starts of a task that has run for less than two minutes."""
from made_log import Log

log = Log(spark="3.5.1", settings={"spark.speculation": "true", "spark.speculation.minTaskRuntime": "2min"})
log.executors(5, cores=4)
log.stage(0, run=[130] * 10 + [150] * 10, copies={index: 131 for index in range(10, 20)})
log.end()
