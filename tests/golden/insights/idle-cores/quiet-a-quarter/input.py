"""29 % of the core time is idle: below min_idle_share (30 %)."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[710] * 7 + [1000])
log.end()
