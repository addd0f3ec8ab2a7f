"""The second reading takes 24 s of core time in a run of 1,200 s: less than min_share_of_run (3 %)."""
from made_log import MIB, Log

log = Log()
log.executors(1, cores=2)
for stage in range(2):
    query = log.query(f"report {stage}", f"""
        {stage} Scan parquet shop.orders FileScan parquet shop.orders[customer#1L] Batched: true, PartitionFilters: [], PushedFilters: [], ReadSchema: struct<customer:bigint> {{number of files read: 48, size of files read: 6144 MiB, scan time: 24 s}}
    """)
    log.stage(stage, query, run=[300] * 2, input=64 * MIB)
log.end()
