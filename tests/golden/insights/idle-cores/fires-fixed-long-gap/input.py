"""Spark 3.3: four fixed executors wait twenty minutes between two queries of a job."""
from made_log import Log

log = Log(spark="3.3.4")
log.executors(4, cores=4)
log.stage(0, run=[30] * 16)
log.wait(1200)
log.stage(1, run=[30] * 16)
log.end()
