"""Three stages spill, with all of the memory that execution and storage share in use."""
from made_log import GIB, MIB, Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4, memory=2 * GIB)
for stage in range(3):
    log.stage(stage, run=[30] * 16, shuffle_read=512 * MIB, shuffle_records=4_000_000, spill_disk=128 * MIB,
              spill_memory=400 * MIB, peak_memory=480 * MIB)
    log.peak(stage, JVMHeapMemory=int(3.9 * GIB), OnHeapUnifiedMemory=int(1.95 * GIB), OnHeapExecutionMemory=int(1.9 * GIB))
log.end()
