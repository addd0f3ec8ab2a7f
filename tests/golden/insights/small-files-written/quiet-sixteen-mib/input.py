"""200 files of 16 MiB: as large as max_mean_bytes (16 MiB)."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("load orders", """
    0 Execute InsertIntoHadoopFsRelationCommand s3a://shop/orders, false, Parquet, [path=s3a://shop/orders], Overwrite, [id, day] {number of written files: 200, written output: 3200 MiB, number of dynamic part: 0}
    0   Scan csv
""")
log.stage(0, query, run=[10] * 200, output=16 * MIB)
log.end()
