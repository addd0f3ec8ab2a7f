"""Unpacking takes 9 % of the tasks' time."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[2] * 80)
log.stage(1, run=[9.1] * 80, deserialize=0.9)
log.end()
