"""In six stages the tasks of one of four machines take 25 s, the others 10 s: the machine is told once, by straggler-host."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
for stage in range(6):
    log.stage(stage, run=[10] * 12 + [25] * 4, input=128 * MIB)
log.end()
