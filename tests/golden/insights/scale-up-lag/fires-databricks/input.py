"""Workers of an autoscaling cluster come three minutes after they were wanted."""
from made_log import Log

log = Log(spark="3.5.0", master="spark://10.0.0.1:7077", settings={
    "spark.databricks.clusterUsageTags.clusterId": "0101-000000-made",
    "spark.databricks.clusterUsageTags.sparkVersion": "15.4.x-scala2.12", "spark.databricks.clusterSource": "JOB"})
log.executors(2, cores=4)
log.executors(6, cores=4, at=182)
log.stage(0, run=[30] * 400, at=2)
log.end()
