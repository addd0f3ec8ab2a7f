"""Parquet files are written on Databricks: Delta's optimised writes do not reach them."""
from made_log import KIB, Log

log = Log(settings={"spark.databricks.clusterUsageTags.sparkVersion": "15.4.x-scala2.12",
                    "spark.databricks.clusterUsageTags.clusterId": "0115-080000-made"})
log.executors(2, cores=4)
query = log.query("load orders", """
    0 Execute InsertIntoHadoopFsRelationCommand s3a://shop/orders, false, Parquet, [path=s3a://shop/orders], Overwrite, [id, day] {number of written files: 400, written output: 200000 KiB, number of dynamic part: 0}
    0   Scan csv
""")
log.stage(0, query, run=[3] * 400, output=500 * KIB)
log.end()
