"""mapInPandas of a Spark that does not count the bytes: none are told."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("model", """
    0 MapInPandas mp(id#2L)#57, [id#58L] {number of output rows: 6000000, time to run Python workers: 280 s}
    0   Scan parquet shop.orders {number of files read: 16, size of files read: 1024 MiB}
""")
log.stage(0, query, run=[20] * 16, cpu=2, input=64 * MIB)
log.end()
