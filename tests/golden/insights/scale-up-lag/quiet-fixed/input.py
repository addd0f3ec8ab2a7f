"""A fixed number of executors, some of which come late."""
from made_log import Log

log = Log()
log.executors(1, cores=4)
log.executors(9, cores=4, at=42)
log.stage(0, run=[10] * 240, at=2)
log.end()
