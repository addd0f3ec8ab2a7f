"""A person thinks for ten minutes between the queries of a shell."""
from made_log import Log

log = Log(name="Spark shell")
log.executors(1, cores=4)
log.stage(0, log.query("read", "    0 Scan parquet shop.customers"), run=[10] * 4)
log.wait(600)
log.stage(1, log.query("read", "    1 Scan parquet shop.customers"), run=[10] * 4)
log.end()
