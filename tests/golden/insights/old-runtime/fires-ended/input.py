"""A cluster of January 2027 runs 13.3, whose support ended in August 2026."""
from made_log import Log

log = Log(spark="3.4.1", settings={"spark.databricks.clusterUsageTags.sparkVersion": "13.3.x-photon-scala2.12",
                                   "spark.databricks.clusterUsageTags.clusterId": "0115-080000-made"})
log.executors(2, cores=4)
log.stage(0, run=[20] * 16)
log.end()
