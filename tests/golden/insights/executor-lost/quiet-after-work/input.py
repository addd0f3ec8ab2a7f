"""An executor is killed when the last Spark job has ended: the application takes it down."""
from made_log import Log

log = Log()
log.executors(2, cores=4, until=43, why_removed="Command exited with code 137")
log.stage(0, run=[20] * 16)
log.end(after=4)
