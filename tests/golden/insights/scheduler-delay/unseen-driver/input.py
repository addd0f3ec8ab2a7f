"""Tasks of 4 s wait a second for the driver; nothing in the log says what it did meanwhile."""
from made_log import Log

log = Log(spark="3.5.1")
log.executors(2, cores=4)
log.stage(0, run=[2] * 80)
log.stage(1, run=[4] * 80, scheduler_delay=1, name="count at Daily.scala:12")
log.end()
