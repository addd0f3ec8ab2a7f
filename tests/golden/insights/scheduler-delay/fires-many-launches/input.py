"""1000 slots take tasks of 1.5 s, and the driver lets each wait 300 ms."""
from made_log import Log

log = Log()
log.executors(250, cores=4)
log.stage(0, run=[20] * 1000)
log.stage(1, run=[1.5] * 5000, scheduler_delay=0.3, name="saveAsTextFile at Daily.scala:12")
log.end()
