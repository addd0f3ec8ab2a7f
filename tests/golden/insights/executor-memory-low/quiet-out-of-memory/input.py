"""As fires-eight-of-thirty, but six attempts died of a full heap, between two polls of how full it is."""
from made_log import GIB, Log

log = Log(settings={"spark.executor.memory": "30g"})
log.executors(2, cores=4, memory=17 * GIB)
log.stage(0, run=[60] * 64, cpu=55, gc=0.5, peak_memory=GIB,
          failed={index: "java.lang.OutOfMemoryError: Java heap space" for index in range(6)})
log.peak(0, JVMHeapMemory=8 * GIB, OnHeapUnifiedMemory=4 * GIB, JVMOffHeapMemory=GIB // 4)
log.peak(0, executor="2", JVMHeapMemory=6 * GIB, OnHeapUnifiedMemory=3 * GIB)
log.end()
