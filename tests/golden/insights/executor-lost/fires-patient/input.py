"""An executor does not answer any more, and spark.network.timeout is 800 s: to wait longer is not advised."""
from made_log import Log

log = Log(settings={"spark.executor.memory": "4g", "spark.network.timeout": "800s"})
log.executors(1, cores=4)
log.executors(1, cores=4, until=181, why_removed="Executor heartbeat timed out after 826013 ms")
log.stage(0, run=[60] * 24, cpu=30, failed={20: "ExecutorLostFailure: Executor heartbeat timed out"})
log.end()
