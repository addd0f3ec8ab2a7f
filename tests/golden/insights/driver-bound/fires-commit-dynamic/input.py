"""Partitions are replaced one by one (partitionOverwriteMode is dynamic), which S3A's magic committer cannot do."""
from made_log import MIB, Log

log = Log(settings={"spark.sql.sources.partitionOverwriteMode": "DYNAMIC"})
log.executors(2, cores=4)
query = log.query("load", """
    0 Execute InsertIntoHadoopFsRelationCommand s3a://shop/orders, false, Parquet, [path=s3a://shop/orders], Overwrite, [id, day] {number of written files: 16, written output: 3200 MiB, number of dynamic part: 0, task commit time: 1 s, job commit time: 40 s}
    0   Scan parquet shop.raw
""", until=70)
log.stage(0, query, run=[10] * 16, output=200 * MIB)
log.now = 70
log.end()
