"""When planning began is not in the log; the query itself follows at once."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[30] * 8)
plan = "1 Union\n" + "1   Project [id#1]\n1     Scan parquet shop.day\n" * 700
query = log.query("union", plan, at=51)
log.stage(1, query, run=[30] * 8, at=51)
log.end()
