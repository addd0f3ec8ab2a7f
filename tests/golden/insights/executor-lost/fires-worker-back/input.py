"""A standalone master loses two workers, and both have an executor again three seconds later: nobody took the machines."""
from made_log import Log

log = Log(master="spark://master:7077")
for host in ("worker-a", "worker-b"):
    log.executors(1, cores=4, until=41, why_removed="worker lost", host=host)
    log.executors(1, cores=4, at=44, host=host)
log.stage(0, at=2, run=[20] * 24, failed={index: "ExecutorLostFailure: worker lost" for index in (8, 9, 10, 11)})
log.end()
