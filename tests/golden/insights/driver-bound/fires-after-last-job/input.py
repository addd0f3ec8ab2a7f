"""The program goes on for a minute after its last Spark job, with its executors kept."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, log.query("read", "    0 Scan parquet shop.customers"), run=[30] * 8, name="collect at score.py:12")
log.end(after=60)
