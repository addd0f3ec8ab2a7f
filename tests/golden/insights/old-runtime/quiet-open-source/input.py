"""A name that is no version of the runtime."""
from made_log import Log

log = Log(spark="3.5.0", settings={"spark.databricks.clusterUsageTags.sparkVersion": "custom:local__13.3.x",
                                   "spark.databricks.clusterUsageTags.clusterId": "0115-080000-made"})
log.executors(2, cores=4)
log.stage(0, run=[20] * 16)
log.end()
