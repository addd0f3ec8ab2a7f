"""In three stages of 2 s a machine is 1.8x slower; the fourth has one task of 300 s on it, beside 79 as fast as all others: straggler-host does not tell of that."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=8)
for stage in range(3):
    log.stage(stage, run=[1.2] * 8 + [2.16] * 8, input=32 * MIB)
log.stage(3, run=[10] * 8 + [300] + [10] * 151, input=32 * MIB)
log.end()
