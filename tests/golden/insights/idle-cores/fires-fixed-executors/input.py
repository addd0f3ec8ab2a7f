"""Ten executors for a job that uses two of them but for a minute: YARN, without dynamic allocation."""
from made_log import Log

log = Log()
log.executors(10, cores=4)
log.stage(0, run=[30] * 20)
log.stage(1, run=[600] * 8)
log.end()
