"""Between two queries the driver works for a minute on what it collected."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
plan = """
    {stage} Scan parquet shop.customers
"""
log.stage(0, log.query("read", plan.format(stage=0)), run=[10] * 8, name="collect at score.py:12")
log.wait(60)
log.stage(1, log.query("write", plan.format(stage=1)), run=[10] * 8, name="save at score.py:30")
log.end()
