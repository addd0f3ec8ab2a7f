"""4,000 files of 100 KiB, not partitioned, read by two queries."""
from made_log import KIB, Log

log = Log()
log.executors(2, cores=4)
plan = """
    {stage} Scan parquet shop.events {{number of files read: 4000, size of files read: 400000 KiB}}
"""
log.stage(0, log.query("by day", plan.format(stage=0)), run=[20] * 32, input=12_500 * KIB)
log.stage(1, log.query("by user", plan.format(stage=1)), run=[20] * 32, input=12_500 * KIB)
log.end()
