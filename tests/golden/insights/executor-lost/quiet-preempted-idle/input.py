"""A machine is taken away while no task runs on it, and nothing it had is missed."""
from made_log import Log

log = Log(master="k8s://https://k8s.example:443")
log.executors(1, cores=4)
log.executors(1, cores=4, until=25, why_removed="Executor decommission: spot instance was preempted")
log.stage(0, run=[20] * 8)
log.stage(1, run=[20] * 4, at=26)
log.end()
