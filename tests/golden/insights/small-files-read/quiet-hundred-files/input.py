"""100 files of 4 KiB: not more than min_files (100)."""
from made_log import KIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("by day", """
    0 Scan parquet shop.orders {number of files read: 100, size of files read: 400 KiB}
""")
log.stage(0, query, run=[20] * 8, input=50 * KIB)
log.end()
