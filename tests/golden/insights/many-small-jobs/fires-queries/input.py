"""Seventy queries of a loop, each with a second in which the driver plans it."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
for key in range(70):
    begin = log.now
    query = log.query("collect at Daily.py:31", """
        {0} Project [a#1]
        {0}   Scan parquet shop.orders {{number of files read: 1, size of files read: 1 MiB}}
    """.format(key), at=begin)
    log.wait(1)
    log.stage(key, query, run=[0.5] * 2)
log.end()
