"""400 files of 10 MiB in two partitions: as one file each, these would be of 2 GiB."""
from made_log import MIB, Log

log = Log(settings={"spark.sql.adaptive.enabled": "false"})
log.executors(2, cores=4)
query = log.query("load orders", """
    0 Execute InsertIntoHadoopFsRelationCommand s3a://shop/orders, false, [day#6], Parquet, [path=s3a://shop/orders], Overwrite, [id, day] {number of written files: 400, written output: 4000 MiB, number of dynamic part: 2}
    0   Scan csv
""")
log.stage(0, query, run=[30] * 200, output=20 * MIB)
log.end()
