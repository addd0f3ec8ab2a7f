"""One task runs on an executor that was added just before, and spends 15 of its 16 seconds loading classes."""
from made_log import MIB, Log

log = Log(settings={"spark.dynamicAllocation.enabled": "true"})
log.executors(2, cores=4)
log.executors(1, cores=1, at=1.2)
log.stage(0, at=1.9, run=1, deserialize=[0.1] * 8 + [15], input=64 * MIB, input_records=100_000,
          name="count at Daily.scala:12")
log.end()
