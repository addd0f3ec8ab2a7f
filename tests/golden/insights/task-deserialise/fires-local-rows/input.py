"""Rows that were made on the driver travel inside the tasks."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
query = log.query("report", """
    1 Project
    1   LocalTableScan [id#1L, name#2]
""")
log.stage(0, run=[2] * 80)
log.stage(1, query, run=[2] * 160, deserialize=1)
log.end()
