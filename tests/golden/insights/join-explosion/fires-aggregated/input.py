"""An aggregation and, in the same stage, a join of what it gives: the title names the join, not the aggregation."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("items with prices", """
    2 BroadcastHashJoin [item#2], [item#7], Inner, BuildRight, false {number of output rows: 2000000000}
    2   HashAggregate(keys=[item#2, day#3], functions=[sum(amount#4)]) {number of output rows: 20000000}
    0     Exchange hashpartitioning(item#2, day#3, 64), ENSURE_REQUIREMENTS {shuffle records written: 20000000, data size: 1 GiB}
    0       HashAggregate(keys=[item#2, day#3], functions=[partial_sum(amount#4)]) {number of output rows: 20000000}
    0         Scan parquet shop.events {number of output rows: 40000000}
    1   BroadcastExchange HashedRelationBroadcastMode(List(input[0, string, true]),false), [plan_id=1]
    1     Scan parquet shop.prices {number of output rows: 1500000}
""")
log.stage(0, query, at=2, run=[2] * 64, input=16 * MIB)
log.stage(1, query, run=[2] * 64, input=12 * MIB)
log.stage(2, query, run=[40] * 64, shuffle_read=20 * MIB, shuffle_records=500_000)
log.end()
