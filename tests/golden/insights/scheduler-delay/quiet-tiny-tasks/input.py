"""Tasks of 50 ms wait 110 ms for the driver: tiny-tasks tells of it."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[2] * 80)
log.stage(1, run=[0.05] * 2000, scheduler_delay=0.11)
log.end()
