"""The JVMs of two executors end with Spark's exit code for a full heap (52), and the job fails."""
from made_log import Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4)
log.stage(0, run=[20] * 16)
log.executors(1, cores=4, at=50, until=71, why_removed="Command exited with code 52")
log.executors(1, cores=4, at=50, until=71, why_removed="Command exited with code 52")
log.stage(1, run=[21] * 16, failed={index: "ExecutorLostFailure: Command exited with code 52" for index in (8, 12)},
          fails_job=True)
log.stage(2, run=1)
log.end()
