"""A WITH that joins two tables is used twice, each time for another column of them: two different shuffles."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("by shop and by day", """
    4 Union
    4   HashAggregate(keys=[shop#1], functions=[sum(amount#3)]) {number of output rows: 40}
    1     Exchange hashpartitioning(shop#1, 16), ENSURE_REQUIREMENTS, [plan_id=31] {shuffle records written: 640, data size: 1 MiB}
    1       HashAggregate(keys=[shop#1], functions=[partial_sum(amount#3)]) {number of output rows: 640}
    1         Project [shop#1, amount#3]
    1           ShuffledHashJoin [order#4], [order#5], Inner, BuildRight {number of output rows: 90000000}
    0             Exchange hashpartitioning(order#4, 64), ENSURE_REQUIREMENTS, [plan_id=21] {shuffle records written: 90000000, data size: 4 GiB}
    0               Scan parquet shop.items [order#4,amount#3] ReadSchema: struct<order:bigint,amount:double> {number of output rows: 90000000}
    0             Exchange hashpartitioning(order#5, 64), ENSURE_REQUIREMENTS, [plan_id=22] {shuffle records written: 30000000, data size: 1 GiB}
    0               Scan parquet shop.orders [order#5,shop#1] ReadSchema: struct<order:bigint,shop:string> {number of output rows: 30000000}
    4   HashAggregate(keys=[day#23], functions=[sum(price#33)]) {number of output rows: 365}
    3     Exchange hashpartitioning(day#23, 16), ENSURE_REQUIREMENTS, [plan_id=57] {shuffle records written: 5840, data size: 1 MiB}
    3       HashAggregate(keys=[day#23], functions=[partial_sum(price#33)]) {number of output rows: 5840}
    3         Project [day#23, price#33]
    3           ShuffledHashJoin [order#24], [order#25], Inner, BuildRight {number of output rows: 90000000}
    2             Exchange hashpartitioning(order#24, 64), ENSURE_REQUIREMENTS, [plan_id=41] {shuffle records written: 90000000, data size: 4 GiB}
    2               Scan parquet shop.items [order#24,price#33] ReadSchema: struct<order:bigint,price:double> {number of output rows: 90000000}
    2             Exchange hashpartitioning(order#25, 64), ENSURE_REQUIREMENTS, [plan_id=42] {shuffle records written: 30000000, data size: 1 GiB}
    2               Scan parquet shop.orders [order#25,day#23] ReadSchema: struct<order:bigint,day:date> {number of output rows: 30000000}
""")
log.stage(0, query, at=2, run=[20] * 64, input=128 * MIB)
log.stage(1, query, run=[15] * 64, shuffle_read=64 * MIB, shuffle_records=1_800_000)
log.stage(2, query, run=[20] * 64, input=128 * MIB)
log.stage(3, query, run=[15] * 64, shuffle_read=64 * MIB, shuffle_records=1_800_000)
log.stage(4, query, run=[0.1] * 16, shuffle_read=MIB, shuffle_records=405)
log.end()
