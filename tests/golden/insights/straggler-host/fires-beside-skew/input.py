"""As skew/quiet-slow-host: one finding for the machine, not one for each stage."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
for stage in range(6):
    log.stage(stage, run=[10] * 12 + [25] * 4, input=128 * MIB)
log.end()
