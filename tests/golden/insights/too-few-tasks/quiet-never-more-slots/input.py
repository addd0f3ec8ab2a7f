"""Dynamic allocation never had more slots than the 16 that the stage's tasks fill: whether it would get more is not told."""
from made_log import MIB, Log

log = Log(settings={"spark.dynamicAllocation.enabled": "true", "spark.dynamicAllocation.maxExecutors": "16"})
log.executors(4, cores=4)
log.stage(0, run=[60] * 32, shuffle_write=64 * MIB, name="groupBy at Daily.scala:7")
log.stage(1, run=[240] * 16, shuffle_records=1_000_000, shuffle_read=200 * MIB, name="count at Daily.scala:9")
log.end()
