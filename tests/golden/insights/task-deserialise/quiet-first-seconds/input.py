"""The first tasks of the executors unpack for 3 s: their JVMs load classes."""
from made_log import Log

log = Log()
log.executors(10, cores=4)
log.stage(0, run=[5] * 40, deserialize=3)
log.stage(1, run=[5] * 40, deserialize=0.02)
log.end()
