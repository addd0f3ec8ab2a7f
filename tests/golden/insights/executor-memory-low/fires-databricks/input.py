"""A Databricks cluster whose workers use a third of their heap of 46 GiB; what Python takes is not in the log."""
from made_log import GIB, Log

log = Log(spark="3.5.0", master="spark://10.0.0.1:7077", settings={
    "spark.executor.memory": "47016m", "spark.databricks.clusterUsageTags.clusterId": "0101-000000-made",
    "spark.databricks.clusterUsageTags.sparkVersion": "15.4.x-scala2.12", "spark.databricks.clusterSource": "JOB"})
log.executors(2, cores=16, memory=24 * GIB)
log.stage(0, run=[60] * 256, cpu=55)
log.peak(0, JVMHeapMemory=15 * GIB, OnHeapUnifiedMemory=4 * GIB)
log.peak(0, executor="2", JVMHeapMemory=15 * GIB)
log.end()
