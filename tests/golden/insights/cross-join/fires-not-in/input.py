"""NOT IN with a column that may hold NULL."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("matches", """
    1 BroadcastNestedLoopJoin BuildRight, LeftAnti, ((user#1 = user#7) OR isnull((user#1 = user#7))) {number of output rows: 1000000}
    1   Scan parquet shop.visits {number of output rows: 2000000}
    0   BroadcastExchange IdentityBroadcastMode {number of output rows: 10000}
    0     Scan parquet shop.campaigns {number of output rows: 10000}
""")
log.stage(0, query, at=2, run=[1], input=MIB)
log.stage(1, query, run=[60] * 32, input=16 * MIB)
log.end()
