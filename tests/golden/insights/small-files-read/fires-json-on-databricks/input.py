"""A table of JSON files on Databricks: OPTIMIZE is for Delta tables only."""
from made_log import MIB, Log

log = Log(settings={"spark.databricks.clusterUsageTags.sparkVersion": "15.4.x-scala2.12",
                    "spark.databricks.clusterUsageTags.clusterId": "0115-080000-made"})
log.executors(2, cores=4)
query = log.query("by day", "0 Scan json shop.events {number of files read: 3000, size of files read: 9000 MiB}")
log.stage(0, query, run=[20] * 32, input=280 * MIB)
log.end()
