"""Sixteen stages that do the same each wait for the driver: told once."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
for day in range(16):
    log.stage(day, run=[2] * 40, scheduler_delay=0.5, name="saveAsTextFile at Daily.scala:12")
log.end()
