"""Likewise with the settings that Spark 4 has by default."""
from made_log import Log

log = Log(settings={"spark.speculation": "true"})
log.executors(5, cores=4)
log.stage(0, run=[10] * 70 + [80] * 10, copies={index: 30 for index in range(70, 80)})
log.end()
