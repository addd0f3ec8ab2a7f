"""Tasks of 2 s send 400 KiB each to the driver, and wait half a second for it."""
from made_log import KIB, Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[2] * 80)
log.stage(1, run=[2] * 160, scheduler_delay=0.5, result_size=400 * KIB, name="collect at Daily.scala:12")
log.end()
