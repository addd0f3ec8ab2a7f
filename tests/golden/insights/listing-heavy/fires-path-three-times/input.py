"""Each of three queries lists the same path anew before it reads it."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
for day in range(3):
    log.stage(2 * day, run=[2] * 64, name="parquet at NativeMethodAccessorImpl.java:0",
              description="Listing leaf files and directories for 256 paths:<br/>s3://shop/orders/day=2026-01-01, ...")
    query = log.query(f"day {day}", f"""
        {2 * day + 1} Scan parquet FileScan parquet [id#1L] Batched: true, Location: InMemoryFileIndex(1 paths)[s3://shop/orders], PartitionFilters: [(day#2 = {day})] {{number of files read: {4 + day}, size of files read: 640 MiB}}
    """)
    log.stage(2 * day + 1, query, run=[10] * 64, input=10 * MIB)
log.end()
