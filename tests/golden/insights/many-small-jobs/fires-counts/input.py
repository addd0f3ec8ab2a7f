"""A loop counts the rows of sixty keys, one Spark job each, on eight slots."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[10] * 8)
for key in range(60):
    log.stage(1 + key, run=[0.6, 0.4], name="count at Daily.scala:9")
log.end()
