"""As fires-eight-of-thirty, but the container of a third executor was killed for its memory."""
from made_log import GIB, Log

log = Log(settings={"spark.executor.memory": "30g"})
log.executors(2, cores=4, memory=17 * GIB)
log.executors(1, cores=4, memory=17 * GIB, until=31,
              why_removed="Container killed by YARN for exceeding memory limits. 34 GB of 33 GB physical memory used.")
log.stage(0, run=[60] * 64, cpu=55, gc=0.5, peak_memory=GIB,
          failed={index: "ExecutorLostFailure: Container killed by YARN for exceeding memory limits."
                  for index in range(8, 12)})
log.peak(0, JVMHeapMemory=8 * GIB, OnHeapUnifiedMemory=4 * GIB, JVMOffHeapMemory=GIB // 4)
log.peak(0, executor="2", JVMHeapMemory=6 * GIB, OnHeapUnifiedMemory=3 * GIB)
log.end()
