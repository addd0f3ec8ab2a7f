"""A task runs out of heap, and the job fails."""
from made_log import GIB, Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4)
log.stage(0, run=[30] * 32)
log.stage(1, run=[40] + [30] * 7, failed={0: "java.lang.OutOfMemoryError: Java heap space"}, fails_job=True)
log.peak(1, JVMHeapMemory=int(3.95 * GIB), OnHeapUnifiedMemory=GIB)
log.end()
