"""24 GiB of JSON are joined where they are read: how much of the time is parsing is only bounded."""
from made_log import GIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("by region", """
    0 BroadcastHashJoin [day#1], [day#7], Inner, BuildRight, false
    0   Scan json FileScan json [day#1] Batched: false, Format: JSON, Location: InMemoryFileIndex(1 paths)[s3://shop/events], ReadSchema: struct<day:string> {number of files read: 96, size of files read: 24576 MiB}
    -   BroadcastExchange HashedRelationBroadcastMode(List(input[0, string, true]),false), [plan_id=1]
    -     LocalTableScan [day#7]
""")
log.stage(0, query, run=[30] * 96, input=GIB // 4)
log.stage(1, run=[300] * 8)
log.end()
