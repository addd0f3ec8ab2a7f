"""As much GC as in fires-full-heap, but the heap never filled up: a larger one would not have helped."""
from made_log import GIB, Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4)
log.stage(0, run=[20] * 16, gc=5, cpu=14)
log.peak(0, JVMHeapMemory=GIB)
log.end()
