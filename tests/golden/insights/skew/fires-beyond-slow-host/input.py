"""As quiet-slow-host, but one task on the slow machine takes 300 s: as fast as the others' it would still take many times the median."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
for stage in range(5):
    log.stage(stage, run=[10] * 12 + [25] * 4, input=128 * MIB)
log.stage(5, run=[10] * 12 + [25] * 3 + [300] + [10] * 44, input=128 * MIB)
log.end()
