"""29 s before the first task are the session's start (session_start_ms), whatever share of the run they are."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, log.query("read", "    0 Scan parquet shop.customers"), at=29, run=[30] * 8)
log.end()
