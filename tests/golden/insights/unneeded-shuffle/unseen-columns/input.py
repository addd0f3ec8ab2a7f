"""Spark shortened the text of the exchange."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("counts", """
    2 HashAggregate(keys=[shop#2], functions=[sum(amount#3)]) {number of output rows: 5000}
    1   Exchange hashpartitioning(shop#2, 64), ENSURE_REQUIREMENTS {shuffle records written: 300000, data size: 10 MiB}
    1     HashAggregate(keys=[shop#2], functions=[partial_sum(amount#3)])
    0       Exchange hashpartitioning(day#1, city#4, ... 3 more fields, 64), REPARTITION_BY_NUM, [plan_id=5] {shuffle records written: 300000000, data size: 15 GiB}
    0         Scan parquet shop.orders {number of output rows: 300000000}
""")
log.stage(0, query, at=2, run=[12] * 64, input=64 * MIB)
log.stage(1, query, run=[9] * 64, shuffle_read=60 * MIB, shuffle_records=4_700_000)
log.stage(2, query, run=[0.2] * 64, shuffle_read=MIB, shuffle_records=4_700)
log.end()
