"""Each of 40 tasks writes into each of 30 partitions: 1,200 files of 200 KiB."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("load orders", """
    1 Execute InsertIntoHadoopFsRelationCommand s3a://shop/orders, false, [day#6], Parquet, [path=s3a://shop/orders], Overwrite, [id, day] {number of written files: 1200, written output: 240000 KiB, number of dynamic part: 30}
    0   Exchange hashpartitioning(id#1L, 40), ENSURE_REQUIREMENTS
    0     Scan csv
""")
log.stage(0, query, run=[10] * 16, input=100 * MIB)
log.stage(1, query, run=[30] * 40, output=6 * MIB, shuffle_read=6 * MIB, shuffle_records=1000)
log.end()
