"""A table of a database is read over one connection."""
from made_log import GIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("import", "0 Scan JDBCRelation(orders) [numPartitions=1]")
log.stage(0, query, run=[90], input=GIB, input_records=10_000_000)
log.end()
