"""1,000 nodes: not more than max_nodes (1,000)."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[30] * 8)
plan = "1 Union\n" + "1   Project [id#1]\n1     Scan parquet shop.day\n" * 499 + "1   Scan parquet shop.day"
query = log.query("union", plan, at=71)
log.stage(1, query, run=[30] * 8, at=72)
log.end()
