"""Two machines are taken away while tasks run on them."""
from made_log import Log

log = Log(spark="3.5.1", master="k8s://https://k8s.example:443")
log.executors(1, cores=4)
log.executors(2, cores=2, until=41, why_removed="Executor decommission: spot instance was preempted")
log.stage(0, run=[20] * 24, failed={index: "ExecutorLostFailure: worker lost" for index in (12, 13, 14, 15)})
log.end()
