"""Two tasks on 16 slots, for 1.9 s of a minute: below short_run_min_ms (2 s)."""
from made_log import Log

log = Log()
log.executors(4, cores=4)
log.stage(0, run=[10] * 64)
log.stage(1, run=[1.9, 1.9], shuffle_records=1000)
log.end()
