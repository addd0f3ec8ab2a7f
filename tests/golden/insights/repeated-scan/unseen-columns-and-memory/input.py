"""Spark cut the list of columns, and the log does not tell how much memory executors have."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4, memory=0)
for stage in range(3):
    query = log.query(f"report {stage}", f"""
        {stage} Scan parquet shop.orders FileScan parquet shop.orders[customer#1L,amount#2,... 31 more fields] Batched: true, PartitionFilters: [], PushedFilters: [], ReadSchema: struct<customer:bigint,amount:doub... {{number of files read: 48, size of files read: 6144 MiB, scan time: 120 s}}
    """)
    log.stage(stage, query, run=[10] * 16, input=64 * MIB)
log.end()
