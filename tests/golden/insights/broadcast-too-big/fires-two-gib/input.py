"""Two GiB are broadcast, since the threshold was raised."""
from made_log import MIB, Log

log = Log(settings={"spark.sql.autoBroadcastJoinThreshold": "1g"})
log.executors(4, cores=4)
query = log.query("enrich", """
    1 BroadcastHashJoin [id#1L], [id#7L], Inner, BuildRight, false {number of output rows: 90000000}
    1   Scan parquet shop.orders {number of output rows: 90000000}
    0   BroadcastExchange HashedRelationBroadcastMode(List(input[0, bigint, false]),false) {number of output rows: 12000000, data size: 2 GiB, time to collect: 20 s, time to build: 9 s, time to broadcast: 3 s}
    0     Scan parquet shop.customers {number of output rows: 12000000}
""")
log.stage(0, query, at=2, run=[4] * 16, input=16 * MIB)
log.wait(28)
log.stage(1, query, run=[20] * 64, input=64 * MIB)
log.end()
