"""The files are split (no task reads more than 128 MiB), but some splits hold three times the rows."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[60] + [20] * 7, input=128 * MIB, input_records=[600_000] + [200_000] * 7,
          name="saveAsTextFile at Load.scala:30")
log.end()
