"""Memory peaks are not logged, as by default: how full the heap was is not known."""
from made_log import Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4)
log.stage(0, run=[20] * 16, gc=5, cpu=14, name="groupByKey at Daily.scala:9")
log.end()
