"""An executor is lost in the stage in which a bad value fails the job: the value did it, not the executor."""
from made_log import Log

log = Log()
log.executors(1, cores=4)
log.executors(1, cores=4, until=41, why_removed="Command exited with code 137")
why = "java.lang.IllegalStateException: no rate for currency XXX"
log.stage(0, run=[20] * 16, failed={13: "ExecutorLostFailure: Command exited with code 137", 12: why},
          fails_job="Job aborted due to stage failure: Task 12 in stage 0.0 failed 1 times, most recent failure: "
          f"Lost task 12.0 in stage 0.0 (TID 12) (worker-1 executor 1): {why}")
log.stage(1, run=1)
log.end()
