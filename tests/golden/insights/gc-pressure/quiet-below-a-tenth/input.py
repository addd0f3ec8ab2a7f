"""9.5 % of the run time is GC: below min_gc_share (10 %)."""
from made_log import GIB, Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4)
log.stage(0, run=[20] * 16, gc=1.9, cpu=17)
log.peak(0, JVMHeapMemory=int(3.9 * GIB))
log.end()
