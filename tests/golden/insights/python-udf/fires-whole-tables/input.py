"""applyInPandas: its saving is only bounded."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("model per customer", """
    1 FlatMapGroupsInPandas [customer#1L], fit(customer#1L, amount#2)#91, [customer#92L, slope#93] {number of output rows: 6000000, time to run Python workers: 280 s, data sent to Python workers: 900 MiB, data returned from Python workers: 3 MiB}
    0   Exchange hashpartitioning(customer#1L, 16), ENSURE_REQUIREMENTS
    0     Scan parquet shop.orders {number of files read: 16, size of files read: 1024 MiB}
""")
log.stage(0, query, run=[5] * 16, input=64 * MIB, shuffle_write=64 * MIB)
log.stage(1, query, run=[20] * 16, cpu=2, shuffle_read=64 * MIB)
log.end()
