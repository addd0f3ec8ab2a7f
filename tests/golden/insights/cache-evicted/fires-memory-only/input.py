"""Ten of sixteen partitions fit into the cache; two later stages compute the others again."""
from job import count
from made_log import Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4)
count(log)
log.end()
