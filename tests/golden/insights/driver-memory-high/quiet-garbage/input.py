"""The driver's heap is full, and full collections take 1 s of a minute: garbage that nobody had collected yet."""
from made_log import GIB, Log

log = Log()
log.driver(heap=2 * GIB)
log.executors(2, cores=4)
log.stage(0, run=[50] * 8)
log.peak(0, executor="driver", JVMHeapMemory=int(1.99 * GIB), MajorGCCount=7, MajorGCTime=1_000)
log.end()
