"""In four stages tasks of equal size take 18 s on one machine, 10 s on the other."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=8)
for stage in range(4):
    log.stage(stage, run=[10] * 8 + [18] * 8, input=128 * MIB)
log.end()
