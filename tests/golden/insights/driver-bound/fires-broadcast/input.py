"""After a broadcast's job, the driver builds the broadcast for 40 s."""
from made_log import GIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("orders with customers", """
    1 BroadcastHashJoin [customer_id#1L], [id#7L], Inner, BuildRight, false
    1   Scan parquet shop.orders
    -   BroadcastExchange HashedRelationBroadcastMode(List(id#7L)) {data size: 3 GiB, time to build: 40 s}
    0     Scan parquet shop.customers
""")
log.stage(0, query, run=[5] * 8, description="broadcast exchange (runId 1b2c)")
log.wait(40)
log.stage(1, query, run=[10] * 8)
log.end()
