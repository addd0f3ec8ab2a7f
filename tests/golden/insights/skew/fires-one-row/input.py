"""Every task works on ten rows, and one of these takes a minute: no partition is smaller than a row."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("render pages", """
    0 Project [render(page#1)]
    0   Scan parquet shop.pages
""")
log.stage(0, query, run=[60] + [3] * 31, input=MIB, input_records=10, cpu=[58] + [2.5] * 31)
log.end()
