"""Two days of one table: as many files, but not the same ones, since their size differs."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
for stage in range(2):
    query = log.query(f"day {stage}", f"""
        {stage} Scan parquet shop.orders FileScan parquet shop.orders[customer#1L,amount#2,day#3] Batched: true, PartitionFilters: [(day#3 = {stage})], PushedFilters: [], ReadSchema: struct<customer:bigint,amount:double> {{number of files read: 48, size of files read: {6144 + stage} MiB, scan time: 120 s}}
    """)
    log.stage(stage, query, run=[10] * 16, input=64 * MIB)
log.end()
