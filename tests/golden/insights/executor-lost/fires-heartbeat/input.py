"""An executor that spent a third of its time in GC does not answer any more."""
from made_log import Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(1, cores=4)
log.executors(1, cores=4, until=181, why_removed="Executor heartbeat timed out after 126013 ms")
log.stage(0, run=[60] * 24, gc=20, cpu=30, failed={20: "ExecutorLostFailure: Executor heartbeat timed out"})
log.end()
