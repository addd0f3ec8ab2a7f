"""To join with one row costs no more than a column."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("matches", """
    1 BroadcastNestedLoopJoin BuildRight, Cross {number of output rows: 2000000}
    1   Scan parquet shop.visits {number of output rows: 2000000}
    0   BroadcastExchange IdentityBroadcastMode {number of output rows: 1}
    0     Scan parquet shop.campaigns {number of output rows: 1}
""")
log.stage(0, query, at=2, run=[1], input=MIB)
log.stage(1, query, run=[60] * 32, input=16 * MIB)
log.end()
