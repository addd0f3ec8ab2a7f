"""Spark has reused the exchange, but the aggregate above it is computed twice."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("against last year", """
    1 SortMergeJoin [day#1], [day#21], Inner {number of output rows: 730000}
    1   Sort [day#1 ASC NULLS FIRST], false, 0
    1     HashAggregate(keys=[day#1, shop#2], functions=[sum(amount#3)]) {number of output rows: 730000}
    0       Exchange hashpartitioning(day#1, 64), ENSURE_REQUIREMENTS, [plan_id=31] {shuffle records written: 9000000, data size: 400 MiB}
    0         Scan parquet shop.sales {number of output rows: 500000000}
    1   Sort [day#21 ASC NULLS FIRST], false, 0
    1     HashAggregate(keys=[day#21, shop#22], functions=[sum(amount#23)]) {number of output rows: 730000}
    -       ReusedExchange [day#21, shop#22, amount#23], Exchange hashpartitioning(day#1, 64), ENSURE_REQUIREMENTS, [plan_id=31]
    =         Exchange hashpartitioning(day#1, 64), ENSURE_REQUIREMENTS, [plan_id=31]
    =           Scan parquet shop.sales
""")
log.stage(0, query, at=2, run=[20] * 64, input=128 * MIB)
log.stage(1, query, run=[6] * 64, shuffle_read=6 * MIB, shuffle_records=140_000)
log.end()
