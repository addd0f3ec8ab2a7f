"""Totals by day and shop are named twice in the code, and computed twice."""
from made_log import GIB, MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("against last year", """
    4 SortMergeJoin [day#1], [day#21], Inner {number of output rows: 365}
    4   Sort [day#1 ASC NULLS FIRST], false, 0
    1     Exchange hashpartitioning(day#1, 16), ENSURE_REQUIREMENTS {shuffle records written: 365, data size: 1 MiB}
    1       HashAggregate(keys=[day#1], functions=[sum(total#9)]) {number of output rows: 365}
    1         HashAggregate(keys=[day#1, shop#2], functions=[sum(amount#3)]) {number of output rows: 730000}
    0           Exchange hashpartitioning(day#1, shop#2, 64), ENSURE_REQUIREMENTS, [plan_id=31] {shuffle records written: 9000000, data size: 400 MiB}
    0             Scan parquet shop.sales {number of output rows: 500000000}
    4   Sort [day#21 ASC NULLS FIRST], false, 0
    3     Exchange hashpartitioning(day#21, 16), ENSURE_REQUIREMENTS {shuffle records written: 365, data size: 1 MiB}
    3       HashAggregate(keys=[day#21], functions=[max(total#29)]) {number of output rows: 365}
    3         HashAggregate(keys=[day#21, shop#22], functions=[sum(amount#23)]) {number of output rows: 730000}
    2           Exchange hashpartitioning(day#21, shop#22, 64), ENSURE_REQUIREMENTS, [plan_id=57] {shuffle records written: 9000000, data size: 400 MiB}
    2             Scan parquet shop.sales {number of output rows: 500000000}
""")
log.stage(0, query, at=2, run=[20] * 64, input=128 * MIB)
log.stage(1, query, run=[3] * 64, shuffle_read=6 * MIB, shuffle_records=140_000)
log.stage(2, query, run=[20] * 64, input=128 * MIB)
log.stage(3, query, run=[3] * 64, shuffle_read=6 * MIB, shuffle_records=140_000)
log.stage(4, query, run=[0.1] * 16, shuffle_read=MIB, shuffle_records=23)
log.end()
