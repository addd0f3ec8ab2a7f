"""A task runs out of heap and succeeds when tried again; the log has no memory peaks."""
from made_log import Log

log = Log(spark="2.4.8", settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4)
log.stage(0, run=[30] * 32, failed={5: "java.lang.OutOfMemoryError: GC overhead limit exceeded"})
log.end()
