"""A table z-ordered by id and day; what is compared with reads like a column."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("one customer", """
    0 Filter ((isnotnull(valid#5) AND (valid#5 = 7))) {number of output rows: 1000}
    0   Scan parquet shop.orders FileScan parquet shop.orders[valid#5,amount#6] Batched: true, DataFilters: [isnotnull(valid#5), (valid#5 = 7)], Format: Parquet, Location: PreparedDeltaFileIndex(1 paths)[s3://shop/orders], PartitionFilters: [], PushedFilters: [IsNotNull(valid), EqualTo(valid,id)], ReadSchema: struct<valid:bigint,amount:double> {number of files read: 400, size of files read: 40960 MiB, scan time: 200 s, number of output rows: 1000000}
""")
log.stage(0, query, run=[20] * 16, input=64 * MIB)
log.delta_scan(query, "s3://shop/orders", zorder=("id", "day"))
log.end()
