"""The heap is full to the last per cent, but nothing spills, fails or waits for GC: garbage that nobody needed to collect."""
from made_log import GIB, Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4, memory=2 * GIB)
log.stage(0, run=[30] * 32, gc=0.5, cpu=29)
log.peak(0, JVMHeapMemory=int(3.98 * GIB), OnHeapUnifiedMemory=int(1.9 * GIB))
log.end()
