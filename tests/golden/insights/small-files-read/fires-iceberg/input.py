"""An Iceberg table of 3,000 small files."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("by day", """
    0 BatchScan lake.shop.orders lake.shop.orders (branch=null) [filters=] {number of result data files: 3000, total data file size (bytes): 9000 MiB}
""")
log.stage(0, query, run=[20] * 32, input=280 * MIB)
log.end()
