"""A standalone cluster by the application's id alone: one executor of 16 cores of which one works."""
from made_log import Log

log = Log(master="*********(redacted)", id="app-20260131120000-0007")
log.executors(1, cores=16)
log.stage(0, run=[600] * 1)
log.stage(1, run=[10] * 4)
log.end()
