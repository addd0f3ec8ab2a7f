"""19 % of the task time is overhead: below min_overhead (20 %)."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[0.81] * 200, deserialize=0.1, scheduler_delay=0.09)
log.end()
