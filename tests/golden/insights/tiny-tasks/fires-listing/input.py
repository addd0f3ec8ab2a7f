"""Spark lists 2,000 folders of a table, a task each."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[0.04] * 2000, deserialize=0.02, scheduler_delay=0.01, name="load at Daily.scala:9",
          description="Listing leaf files and directories for 2000 paths:<br/>s3://shop/orders/day=1, ...")
log.end()
