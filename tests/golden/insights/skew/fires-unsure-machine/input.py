"""One executor is three times as slow in one stage, and as fast as the others in the next: it cannot be told why."""
from made_log import MIB, Log

log = Log()
log.executors(3, cores=4)
log.stage(0, run=[60] * 4 + [20] * 8 + [20] * 8, input=64 * MIB, input_records=100_000, name="count at Daily.scala:12")
log.stage(1, run=[20] * 24, input=64 * MIB, input_records=100_000, name="count at Daily.scala:15")
log.end()
