"""A level with disk: what does not fit into memory is on disk, so what is missing did not go for want of memory."""
from job import count
from made_log import Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4)
count(log, stages=2, level="MEMORY_AND_DISK", stored=2)
log.end()
