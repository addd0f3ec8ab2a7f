"""A Hive table in a format of its own is read in three tasks: Spark's settings of splits are not asked."""
from made_log import GIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("import", "0 Scan hive shop.orders")
log.stage(0, query, run=[90] * 3, input=GIB, input_records=10_000_000)
log.end()
