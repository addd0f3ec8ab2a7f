"""14.0 is not in the table of long-term versions: until when it was supported is not known."""
from made_log import Log

log = Log(spark="3.5.0", settings={"spark.databricks.clusterUsageTags.sparkVersion": "14.0.x-scala2.12",
                                   "spark.databricks.clusterUsageTags.clusterId": "0115-080000-made"})
log.executors(2, cores=4)
log.stage(0, run=[20] * 16)
log.end()
