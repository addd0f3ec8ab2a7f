"""240 files of 4 KiB in 200 partitions: fewer files would not be larger ones."""
from made_log import KIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("by day", """
    0 Scan parquet shop.orders {number of files read: 240, size of files read: 960 KiB, number of partitions read: 200}
""")
log.stage(0, query, run=[4] * 8, input=120 * KIB)
log.end()
