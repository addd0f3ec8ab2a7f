"""An executor goes: a task that ran on it fails, and three that had ended there are run again."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[20] * 16, failed={12: "ExecutorLostFailure: Executor Process Lost"}, resubmitted=(0, 1, 2))
log.end()
