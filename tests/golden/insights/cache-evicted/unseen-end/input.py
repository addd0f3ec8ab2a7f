"""As fires-memory-only, but the log ends before the application did."""
from job import count
from made_log import Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4)
count(log)
