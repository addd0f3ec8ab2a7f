"""The application runs RDDs only: what the driver does between jobs cannot be told apart further."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[10] * 8, name="collect at Score.scala:12")
log.wait(60)
log.stage(1, run=[10] * 8, name="saveAsTextFile at Score.scala:30")
log.end()
