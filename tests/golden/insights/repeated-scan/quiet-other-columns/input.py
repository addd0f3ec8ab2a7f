"""Two queries read other columns of the same files."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
for stage, column in enumerate(("id", "valid")):
    query = log.query(f"count of {column}", f"""
        {stage} Scan parquet shop.orders FileScan parquet shop.orders[{column}#1L] Batched: true, PartitionFilters: [], PushedFilters: [], ReadSchema: struct<{column}:bigint> {{number of files read: 48, size of files read: 6144 MiB, scan time: 120 s}}
    """)
    log.stage(stage, query, run=[10] * 16, input=64 * MIB)
log.end()
