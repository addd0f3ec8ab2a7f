"""The listing takes 12 s of 333 s: less than min_share_of_wall (5 %)."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[1.5] * 64, description="Listing leaf files and directories for 640 paths:<br/>s3://shop/orders, ...",
          name="parquet at NativeMethodAccessorImpl.java:0")
query = log.query("by day", """
    1 Scan parquet FileScan parquet [customer#1L,day#2] Batched: true, Location: InMemoryFileIndex(1 paths)[s3://shop/orders] {number of files read: 6400, size of files read: 640000 MiB, number of partitions read: 640, metadata time: 6 s}
""")
log.stage(1, query, run=[40] * 64, input=10000 * MIB)
log.end()
