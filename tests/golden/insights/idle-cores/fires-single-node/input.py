"""A Databricks job cluster of a single node stands for twenty minutes: it has no workers that could go."""
from made_log import GIB, Log

log = Log(master="local[*, 4]", settings={"spark.databricks.clusterUsageTags.sparkVersion": "17.3.x-scala2.13",
                                          "spark.databricks.clusterUsageTags.clusterId": "0115-080000-made",
                                          "spark.databricks.clusterSource": "JOB"})
log.events.append((0, 0, {"Event": "SparkListenerExecutorAdded", "Timestamp": 1_800_000_000_500, "Executor ID": "driver",
                          "Executor Info": {"Host": "driver-1", "Total Cores": 16, "Log Urls": {}, "Attributes": {},
                                            "Resources": {}, "Resource Profile Id": 0}}))
log.driver(memory=12 * GIB)
log.slots += [("driver", 1.0)] * 16
log.stage(0, run=[30] * 4)
log.wait(1200)
log.stage(1, run=[30] * 4)
log.end()
