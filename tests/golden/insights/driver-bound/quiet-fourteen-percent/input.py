"""40 s of the driver's own code in 290 s: below min_share_of_wall (15 %)."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
plan = """
    {stage} Scan parquet shop.customers
"""
log.stage(0, log.query("read", plan.format(stage=0)), run=[120] * 8)
log.wait(40)
log.stage(1, log.query("write", plan.format(stage=1)), run=[129] * 8)
log.end()
