"""In both stages the tasks of one executor take three times as long with as much data: not the data, the machine."""
from made_log import MIB, Log

log = Log()
log.executors(3, cores=4)
for stage in range(2):
    log.stage(stage, run=[60] * 4 + [20] * 8 + [20] * 8, input=64 * MIB, input_records=100_000,
              name="count at Daily.scala:12")
log.end()
