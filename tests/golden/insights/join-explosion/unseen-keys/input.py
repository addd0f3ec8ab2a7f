"""Spark shortened the list of keys."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("priced events", """
    2 SortMergeJoin [item#2, shop#3, ... 12 more fields], [item#7, shop#8, ... 12 more fields], Inner {number of output rows: 2000000000}
    2   Sort [item#2 ASC NULLS FIRST], false, 0
    0     Exchange hashpartitioning(item#2, 64), ENSURE_REQUIREMENTS {shuffle records written: 20000000, data size: 1 GiB}
    0       Scan parquet shop.events {number of output rows: 20000000}
    2   Sort [item#7 ASC NULLS FIRST], false, 0
    1     Exchange hashpartitioning(item#7, 64), ENSURE_REQUIREMENTS {shuffle records written: 15000000, data size: 800 MiB}
    1       Scan parquet shop.prices {number of output rows: 15000000}
""")
log.stage(0, query, at=2, run=[2] * 64, input=16 * MIB)
log.stage(1, query, run=[2] * 64, input=12 * MIB)
log.stage(2, query, run=[40] * 64, shuffle_read=20 * MIB, shuffle_records=500_000)
log.end()
