"""As fires-eight-of-thirty, but four minutes long: executors were asked for their memory too seldom."""
from made_log import GIB, Log

log = Log(settings={"spark.executor.memory": "30g"})
log.executors(2, cores=4, memory=17 * GIB)
log.stage(0, run=[30] * 64, cpu=28, peak_memory=GIB)
log.peak(0, JVMHeapMemory=8 * GIB, OnHeapUnifiedMemory=4 * GIB)
log.peak(0, executor="2", JVMHeapMemory=6 * GIB)
log.end()
