"""An Iceberg table is read in splits of 2 GiB: Spark's own settings of splits are not asked."""
from made_log import GIB, Log

log = Log()
log.executors(4, cores=4, memory=64 * GIB)
scan = "BatchScan lake.shop.clicks lake.shop.clicks (branch=null) [filters=, groupedBy=]"
query = log.query("by page", f"0 {scan} {{number of result data files: 400, total data file size (bytes): 40 GiB}}")
log.stage(0, query, run=[120] * 20, input=2 * GIB)
log.end()
