"""Spark 3.3: a shell keeps four executors while a person thinks for twenty minutes."""
from made_log import Log

log = Log(spark="3.3.4", name="Spark shell")
log.executors(4, cores=4)
log.stage(0, run=[30] * 16, name="count at <console>:24")
log.wait(1200)
log.stage(1, run=[30] * 16, name="count at <console>:24")
log.end()
