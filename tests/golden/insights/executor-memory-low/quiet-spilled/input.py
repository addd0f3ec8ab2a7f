"""As fires-eight-of-thirty, but the tasks spilled: execution memory is short although the heap is not full."""
from made_log import GIB, MIB, Log

log = Log(settings={"spark.executor.memory": "30g"})
log.executors(2, cores=4, memory=17 * GIB)
log.stage(0, run=[60] * 64, cpu=55, gc=0.5, peak_memory=GIB, spill_disk=MIB, spill_memory=2 * MIB)
log.peak(0, JVMHeapMemory=8 * GIB, OnHeapUnifiedMemory=4 * GIB)
log.peak(0, executor="2", JVMHeapMemory=6 * GIB)
log.end()
