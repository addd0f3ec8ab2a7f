"""repartition(2) in the code, on 16 slots."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("export", """
    1 Sort [page#2L ASC NULLS FIRST], false, 0
    0   Exchange hashpartitioning(page#2L, 2), REPARTITION_BY_NUM
    0     Scan parquet shop.clicks
""")
log.stage(0, query, run=[5] * 16, input=64 * MIB)
log.stage(1, query, run=[40, 40], shuffle_read=512 * MIB, shuffle_records=1_000_000)
log.end()
