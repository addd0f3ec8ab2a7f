"""The plan does not say which files these are; how long parsing takes is never measured."""
from made_log import GIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("by day", """
    0 Scan csv FileScan csv [day#1] Batched: false, Format: CSV, Location: InMemoryFileIndex(1 paths)[s3://shop/a-very-lo... {number of files read: 96, size of files read: 24576 MiB}
""")
log.stage(0, query, run=[30] * 96, input=GIB // 4)
log.end()
