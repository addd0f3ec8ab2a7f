"""Tasks that run for 2 s unpack a large object for 1 s before."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
query = log.query("score", """
    1 MapPartitions
    1   Scan parquet shop.orders {number of files read: 12, size of files read: 512 MiB}
""")
log.stage(0, run=[2] * 80)
log.stage(1, query, run=[2] * 160, deserialize=1)
log.end()
