"""One stage spills: the number of its partitions is the answer, which spill advises."""
from made_log import GIB, MIB, Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4, memory=2 * GIB)
log.stage(0, run=[30] * 16, shuffle_read=512 * MIB, shuffle_records=4_000_000, spill_disk=128 * MIB,
          spill_memory=400 * MIB, peak_memory=480 * MIB)
log.peak(0, JVMHeapMemory=int(3.9 * GIB), OnHeapUnifiedMemory=int(1.95 * GIB))
log.stage(1, run=[30] * 16)
log.end()
