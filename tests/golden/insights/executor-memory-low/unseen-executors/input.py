"""As fires-eight-of-thirty, but the log has the peaks of one of the two executors only."""
from made_log import GIB, Log

log = Log(settings={"spark.executor.memory": "30g"})
log.executors(2, cores=4, memory=17 * GIB)
log.stage(0, run=[60] * 64, cpu=55, gc=0.5, peak_memory=GIB)
log.peak(0, JVMHeapMemory=8 * GIB, OnHeapUnifiedMemory=4 * GIB)
log.end()
