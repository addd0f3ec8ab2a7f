"""An IN of 449 values is a hash set to Spark."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
terms = "customer#1L INSET 809, 629, 365, 101, 479, 347, 893, ... 442 more fields"
query = log.query("some customers", f"""
    0 Filter {terms}
    0   Scan parquet shop.orders {{number of files read: 16, size of files read: 1024 MiB, scan time: 16 s}}
""")
log.stage(0, query, run=[20] * 16, input=64 * MIB)
log.end()
