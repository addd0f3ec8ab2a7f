"""The log ends before the application did."""
from made_log import Log

log = Log(spark="3.5.1", settings={"spark.speculation": "true"})
log.executors(5, cores=4)
log.stage(0, run=[10] * 70 + [50] * 10, copies={index: 15 for index in range(70, 80)})
