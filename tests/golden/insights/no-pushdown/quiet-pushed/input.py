"""The filter reaches the scan."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("one customer", """
    0 Filter (isnotnull(customer#1L) AND (customer#1L = 5)) {number of output rows: 1000}
    0   Scan parquet FileScan parquet [customer#1L,time#2] Batched: true, DataFilters: [], Format: Parquet, Location: InMemoryFileIndex(1 paths)[s3://shop/orders], PartitionFilters: [], PushedFilters: [IsNotNull(customer), EqualTo(customer,5)], ReadSchema: struct<customer:bigint,time:timestamp> {number of files read: 400, size of files read: 40960 MiB, number of output rows: 1000000, scan time: 200 s}
""")
log.stage(0, query, run=[20] * 16, input=64 * MIB)
log.end()
