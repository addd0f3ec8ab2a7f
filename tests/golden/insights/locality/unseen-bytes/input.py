"""As with short tasks, of which none says what it read."""
from made_log import Log

log = Log()
log.executors(4, cores=4)
log.stage(0, run=[20] * 16)
log.stage(1, run=[4] * 100 + [9] * 40, locality=["NODE_LOCAL"] * 100 + ["RACK_LOCAL"] * 40)
log.end()
