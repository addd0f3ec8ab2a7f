"""As fires-beside-gc, with two small stages that collect garbage: what they need is not what the run needs."""
from made_log import GIB, MIB, Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4, memory=2 * GIB)
for stage in range(3):
    log.stage(stage, run=[60] * 16, shuffle_read=512 * MIB, shuffle_records=4_000_000, spill_disk=256 * MIB,
              spill_memory=800 * MIB, peak_memory=480 * MIB)
    log.peak(stage, JVMHeapMemory=int(3.9 * GIB), OnHeapUnifiedMemory=int(1.95 * GIB), OnHeapExecutionMemory=int(1.9 * GIB))
for stage in (3, 4):
    log.stage(stage, run=[10] * 16, gc=3, cpu=7)
log.end()
