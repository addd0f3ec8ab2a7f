"""200 files of 16 MiB: as large as max_mean_bytes (16 MiB)."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("by day", """
    0 Scan parquet shop.orders {number of files read: 200, size of files read: 3200 MiB}
""")
log.stage(0, query, run=[20] * 32, input=100 * MIB)
log.end()
