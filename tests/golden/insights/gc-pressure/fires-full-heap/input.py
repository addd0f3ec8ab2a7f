"""A quarter of the run time is GC, the heap of 4 GiB is full."""
from made_log import GIB, Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4)
log.stage(0, run=[20] * 16, gc=5, cpu=14, name="groupByKey at Daily.scala:9")
log.peak(0, JVMHeapMemory=int(3.9 * GIB))
log.end()
