"""As fires-slow-machine, but no task says what it read."""
from made_log import Log

log = Log()
log.executors(2, cores=8)
for stage in range(4):
    log.stage(stage, run=[10] * 8 + [18] * 8)
log.end()
