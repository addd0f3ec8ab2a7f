"""Spark cut the plan's text before the partition columns: which they are is not told."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("load orders", """
    0 Execute InsertIntoHadoopFsRelationCommand s3a://shop/orders-of-all-coun... {number of written files: 1200, written output: 240000 KiB, number of dynamic part: 30}
    0   Scan csv
""")
log.stage(0, query, run=[30] * 40, output=6 * MIB)
log.end()
