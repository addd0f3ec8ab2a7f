"""A MERGE into a Delta table on Databricks makes 400 small files; in how many partitions is not told."""
from made_log import KIB, Log

log = Log(settings={"spark.databricks.clusterUsageTags.sparkVersion": "15.4.x-scala2.12",
                    "spark.databricks.clusterUsageTags.clusterId": "0115-080000-made"})
log.executors(2, cores=4)
query = log.query("merge orders", """
    0 Execute MergeIntoCommand {number of files added to target: 400, number of target bytes added: 200000 KiB}
    0   Scan csv
""")
log.stage(0, query, run=[3] * 400, output=500 * KIB)
log.end()
