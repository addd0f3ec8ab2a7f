"""Old tasks without metrics and a stage outside SQL: whether the long task had more data is not in the log."""
from made_log import Log

log = Log(spark="1.6.3")
log.executors(2, cores=4)
log.stage(0, run=[60] + [5] * 7, name="saveAsTextFile at Load.scala:30", metrics=False)
log.end()
