"""What passes after the last Spark job is the session's end up to session_end_ms, whatever share of the run it is."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, log.query("read", "    0 Scan parquet shop.customers"), run=[5] * 8)
log.end(after=5)
