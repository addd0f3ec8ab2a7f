"""The tasks on an executor that has just come take six times as long as those on executors that have worked before."""
from made_log import MIB, Log

log = Log(settings={"spark.dynamicAllocation.enabled": "true"})
log.executors(2, cores=4)
log.stage(0, run=[4] * 40)
log.executors(1, cores=4, at=41)
log.stage(1, at=42, run=[1] * 8 + [6] * 4 + [1] * 12, input=64 * MIB, input_records=100_000, name="count at Daily.scala:12")
log.end()
