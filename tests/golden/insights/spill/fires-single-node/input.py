"""A Databricks cluster of a single node: tasks run in its driver, whose heap is not Spark's default of 1 GiB."""
from made_log import GIB, MIB, Log

log = Log(master="local[*, 4]", settings={"spark.databricks.clusterUsageTags.sparkVersion": "15.4.x-scala2.12",
                                          "spark.databricks.clusterUsageTags.clusterId": "0115-080000-made"})
log.events.append((0, 0, {"Event": "SparkListenerExecutorAdded", "Timestamp": 1_800_000_000_500, "Executor ID": "driver",
                          "Executor Info": {"Host": "driver-1", "Total Cores": 8, "Log Urls": {}, "Attributes": {},
                                            "Resources": {}, "Resource Profile Id": 0}}))
log.driver(memory=12 * GIB)
log.slots += [("driver", 1.0)] * 8
query = log.query("orders by day", """
    1 Sort [day#3 ASC NULLS FIRST], true, 0
    0   Exchange hashpartitioning(day#3, 16), ENSURE_REQUIREMENTS
    0     Scan parquet shop.orders
""", configs={"spark.sql.shuffle.partitions": "16"})
log.stage(0, query, run=[5] * 16, input=200 * MIB)
log.stage(1, query, run=[30] * 16, shuffle_read=200 * MIB, spill_memory=2 * GIB, spill_disk=1 * GIB,
          peak_memory=GIB)
log.end()
