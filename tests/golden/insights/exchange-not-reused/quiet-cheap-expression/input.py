"""The same, but what both compute is a usual function of Spark."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("by shop and by day", """
    2 Union
    2   HashAggregate(keys=[shop#1], functions=[sum(x#9)]) {number of output rows: 40}
    0     Exchange hashpartitioning(shop#1, 16), ENSURE_REQUIREMENTS, [plan_id=31] {shuffle records written: 2560, data size: 1 MiB}
    0       HashAggregate(keys=[shop#1], functions=[partial_sum(x#9)]) {number of output rows: 2560}
    0         Project [shop#1, length(body#2) AS x#9]
    0           Scan parquet shop.events [shop#1,body#2] ReadSchema: struct<shop:string,body:string> {number of output rows: 90000000}
    2   HashAggregate(keys=[day#23], functions=[max(x#29)]) {number of output rows: 365}
    1     Exchange hashpartitioning(day#23, 16), ENSURE_REQUIREMENTS, [plan_id=57] {shuffle records written: 23360, data size: 1 MiB}
    1       HashAggregate(keys=[day#23], functions=[partial_max(x#29)]) {number of output rows: 23360}
    1         Project [day#23, length(body#22) AS x#29]
    1           Scan parquet shop.events [day#23,body#22] ReadSchema: struct<day:date,body:string> {number of output rows: 90000000}
""")
log.stage(0, query, at=2, run=[20] * 64, input=128 * MIB)
log.stage(1, query, run=[20] * 64, input=128 * MIB)
log.stage(2, query, run=[0.1] * 16, shuffle_read=MIB, shuffle_records=1620)
log.end()
