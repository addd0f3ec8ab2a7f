"""An RDD of 640 MiB is collected; for ten seconds the driver fetches its last results."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[10] * 8, name="collect at Export.scala:12", result_size=80 * MIB, getting_result=10)
log.end()
