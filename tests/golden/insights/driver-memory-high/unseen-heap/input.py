"""A query fails since the driver's heap is full; neither its peaks nor how large it is are in the log."""
from made_log import Log

log = Log(spark="3.5.1")
log.executors(2, cores=4)
query = log.query("report", error="java.lang.OutOfMemoryError: GC overhead limit exceeded")
log.stage(0, query, run=[50] * 8)
log.end()
