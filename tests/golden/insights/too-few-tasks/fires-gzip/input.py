"""Three gzip files of 1 GiB: a task each, on 16 slots."""
from made_log import GIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("import", """
    0 Scan csv {number of files read: 3, size of files read: 3 GiB}
""")
log.stage(0, query, run=[90] * 3, input=GIB, input_records=10_000_000)
log.end()
