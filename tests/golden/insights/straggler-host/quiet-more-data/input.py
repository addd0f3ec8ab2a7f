"""As fires-slow-machine, but the slower tasks read twice as many bytes."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=8)
for stage in range(4):
    log.stage(stage, run=[10] * 8 + [18] * 8, input=[128 * MIB] * 8 + [256 * MIB] * 8)
log.end()
