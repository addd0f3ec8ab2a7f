"""Tasks of 500 ms wait 80 ms for the driver: such short ones would."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[2] * 80)
log.stage(1, run=[0.5] * 400, scheduler_delay=0.08)
log.end()
