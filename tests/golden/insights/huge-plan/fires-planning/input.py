"""A plan of 201 nodes that is compiled for 20 s, half of the query."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[30] * 8)
plan = "1 Union\n" + "1   Project [id#1]\n1     Scan parquet shop.day\n" * 100
query = log.query("union", plan, at=31)
log.stage(1, query, run=[30] * 8, at=51)
log.end()
