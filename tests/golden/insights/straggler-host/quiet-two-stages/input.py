"""As fires-slow-machine, in two stages only: below min_stages (3)."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=8)
for stage in range(2):
    log.stage(stage, run=[10] * 8 + [18] * 8, input=128 * MIB)
log.end()
