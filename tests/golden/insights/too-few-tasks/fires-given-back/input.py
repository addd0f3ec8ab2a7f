"""16 executors are given back to four, as the second stage has 16 tasks of four minutes: it had 64 slots before."""
from made_log import MIB, Log

log = Log(settings={"spark.dynamicAllocation.enabled": "true", "spark.dynamicAllocation.maxExecutors": "16"})
log.executors(4, cores=4)
log.executors(12, cores=4, until=130)
log.stage(0, run=[60] * 128, shuffle_write=64 * MIB, name="groupBy at Daily.scala:7")
log.stage(1, at=131, run=[240] * 16, shuffle_records=1_000_000, shuffle_read=200 * MIB, name="count at Daily.scala:9")
log.end()
