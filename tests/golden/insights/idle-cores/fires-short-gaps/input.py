"""Four fixed executors wait half a minute before each of twenty queries: too short to give any of them back."""
from made_log import Log

log = Log()
log.executors(4, cores=4)
for stage in range(20):
    log.stage(stage, run=[10] * 16)
    log.wait(30)
log.stage(20, run=[10] * 16)
log.end()
