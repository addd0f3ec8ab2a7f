"""Not large, but a tenth of the run goes by before all have it."""
from made_log import MIB, Log

log = Log(settings={})
log.executors(4, cores=4)
query = log.query("enrich", """
    1 BroadcastHashJoin [id#1L], [id#7L], Inner, BuildRight, false {number of output rows: 90000000}
    1   Scan parquet shop.orders {number of output rows: 90000000}
    0   BroadcastExchange HashedRelationBroadcastMode(List(input[0, bigint, false]),false) {number of output rows: 12000000, data size: 300 MiB, time to collect: 4 s, time to build: 9 s, time to broadcast: 3 s}
    0     Scan parquet shop.customers {number of output rows: 12000000}
""")
log.stage(0, query, at=2, run=[4] * 16, input=16 * MIB)
log.wait(12)
log.stage(1, query, run=[17] * 64, input=64 * MIB)
log.end()
