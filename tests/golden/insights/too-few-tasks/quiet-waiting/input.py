"""A scan of 1.6 KiB takes 12 s: more tasks do not shorten a wait (tiny_input)."""
from made_log import KIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("dates", """
    0 Scan parquet shop.dates {number of files read: 1, size of files read: 2 KiB}
""")
log.stage(0, query, run=[12], input=int(1.6 * KIB), cpu=0.3)
log.end()
