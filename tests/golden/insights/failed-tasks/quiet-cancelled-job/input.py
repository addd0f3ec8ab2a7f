"""A task failed for a moment, but its job failed because the application was stopped: not by the task."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[300] * 8)
log.stage(1, run=[0.1] + [20] * 7, failed={0: "java.io.IOException: Connection reset by peer"},
          fails_job="Job 1 cancelled because SparkContext was shut down")
log.end()
