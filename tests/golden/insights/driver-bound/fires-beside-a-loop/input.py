"""Sixty short gaps of a loop, which many-small-jobs tells of, and one of a minute elsewhere: only that is told."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
plan = """
    {0} Project [a#1]
    {0}   Scan parquet shop.orders {{number of files read: 1, size of files read: 1 MiB}}
"""
for key in range(60):
    query = log.query("collect at Daily.py:31", plan.format(key), at=log.now)
    log.wait(0.4)
    log.stage(key, query, run=[0.5] * 2)
log.wait(60)
log.stage(60, log.query("save at Daily.py:40", plan.format(60)), run=[10] * 8)
log.end()
