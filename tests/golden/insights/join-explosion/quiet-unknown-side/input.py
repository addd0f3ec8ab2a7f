"""How many rows one side has is not in the log: it may have had as many as came out."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("priced events", """
    1 BroadcastHashJoin [item#2], [item#7], Inner, BuildRight, false {number of output rows: 2000000000}
    1   MapPartitions shop.Events
    1     Scan parquet shop.events {number of output rows: 20000000}
    -   BroadcastExchange HashedRelationBroadcastMode(List(input[0, string, true])) {number of output rows: 5000}
    0     Scan parquet shop.prices {number of output rows: 5000}
""".replace("MapPartitions shop.Events", "MapPartitions org.shop.Events$$Lambda, obj#1: org.shop.Event"))
log.stage(0, query, at=2, run=[2], input=12 * MIB)
log.stage(1, query, run=[40] * 64, input=16 * MIB)
log.end()
