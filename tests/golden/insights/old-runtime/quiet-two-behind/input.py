"""16.4: two long-term versions are newer, not more than max_behind (2)."""
from made_log import Log

log = Log(spark="3.5.2", settings={"spark.databricks.clusterUsageTags.sparkVersion": "16.4.x-scala2.12",
                                   "spark.databricks.clusterUsageTags.clusterId": "0115-080000-made"})
log.executors(2, cores=4)
log.stage(0, run=[20] * 16)
log.end()
