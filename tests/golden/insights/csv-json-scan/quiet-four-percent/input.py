"""A small CSV file: its scan is less than min_share_of_run (5 %) of the run, and far less than min_bytes."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("by day", """
    0 Scan csv FileScan csv [day#1] Batched: false, Format: CSV, Location: InMemoryFileIndex(1 paths)[s3://shop/days], ReadSchema: struct<day:string> {number of files read: 8, size of files read: 800 MiB}
""")
log.stage(0, query, run=[4] * 8, input=100 * MIB)
log.stage(1, run=[100] * 8)
log.end()
