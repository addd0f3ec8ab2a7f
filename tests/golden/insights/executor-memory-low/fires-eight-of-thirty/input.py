"""Eight minutes on executors with a heap of 30 GiB, of which 8 GiB at most are in use."""
from made_log import GIB, Log

log = Log(settings={"spark.executor.memory": "30g"})
log.executors(2, cores=4, memory=17 * GIB)
log.stage(0, run=[60] * 64, cpu=55, gc=0.5, peak_memory=GIB)
log.peak(0, JVMHeapMemory=8 * GIB, OnHeapUnifiedMemory=4 * GIB, JVMOffHeapMemory=GIB // 4)
log.peak(0, executor="2", JVMHeapMemory=6 * GIB, OnHeapUnifiedMemory=3 * GIB)
log.end()
