"""A write of 400 rows in 200 tasks, a small file each: fewer tasks or fewer files, not both."""
from made_log import KIB, MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("load orders", """
    1 Execute InsertIntoHadoopFsRelationCommand s3a://shop/orders, false, Parquet, [path=s3a://shop/orders], Overwrite, [id, day] {number of written files: 200, written output: 2000 KiB, number of dynamic part: 0}
    0   Exchange RoundRobinPartitioning(200), REPARTITION_BY_NUM
    0     Scan parquet shop.orders
""")
log.stage(0, query, run=[4] * 8, input=64 * MIB)
log.stage(1, query, run=[0.05] * 200, deserialize=0.03, scheduler_delay=0.02, shuffle_read=100 * KIB,
          shuffle_records=1000, output=10 * KIB)
log.end()
