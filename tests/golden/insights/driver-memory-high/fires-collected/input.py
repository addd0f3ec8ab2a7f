"""The driver's heap of 2 GiB is 95 % full of what it collected, and full collections take 12 s of the run's 60 s."""
from made_log import GIB, MIB, Log

log = Log()
log.driver(heap=2 * GIB)
log.executors(2, cores=4)
log.stage(0, run=[50] * 8, result_size=60 * MIB, name="collect at Daily.scala:31")
log.peak(0, executor="driver", JVMHeapMemory=int(1.9 * GIB), MajorGCCount=31, MajorGCTime=12_000)
log.end(after=9)
