"""400 tasks write a file of 500 KiB each."""
from made_log import KIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("load orders", """
    0 Execute InsertIntoHadoopFsRelationCommand s3a://shop/orders, false, Parquet, [path=s3a://shop/orders], Overwrite, [id, day] {number of written files: 400, written output: 200000 KiB, number of dynamic part: 0}
    0   Scan csv
""")
log.stage(0, query, run=[3] * 400, output=500 * KIB)
log.end()
