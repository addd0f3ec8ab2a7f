"""The stage ran for a query whose plan updated none of its metrics: where its two partitions come from is not told."""
from made_log import Log

log = Log()
log.executors(4, cores=4)
query = log.query("export")
log.stage(0, query, run=[40, 40], shuffle_records=1000)
log.end()
