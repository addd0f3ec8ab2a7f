"""An aggregation on a Databricks job cluster without Photon, then something that Photon does not run."""
from made_log import MIB, Log


def made(covered: float = 60, other: float = 20, runtime: str = "16.4.x-scala2.12", source: str = "JOB",
         plan: str = "") -> Log:
    """`covered`, `other`: seconds of each of the 16 tasks of the first query and of the second. `plan`: of the first."""
    settings = {"spark.databricks.clusterUsageTags.sparkVersion": runtime,
                "spark.databricks.clusterUsageTags.clusterId": "0115-080000-made",
                "spark.databricks.clusterUsageTags.cloudProvider": "AWS"}
    if source:
        settings["spark.databricks.clusterSource"] = source
    log = Log(spark="3.5.2", settings=settings)
    log.executors(2, cores=4)
    by_day = log.query("by day", plan or """
        0 HashAggregate(keys=[day#1], functions=[count(1)])
        0   Filter (amount#2 > 3)
        0     Scan parquet shop.orders {number of files read: 16, size of files read: 4096 MiB}
    """)
    log.stage(0, by_day, run=[covered] * 16, cpu=[covered * 0.8] * 16, input=256 * MIB)
    exploded = log.query("explode", """
        1 Generate explode(items#3)
        1   Scan parquet shop.items {number of files read: 16, size of files read: 4096 MiB}
    """)
    log.stage(1, exploded, run=[other] * 16, cpu=[other * 0.8] * 16, input=256 * MIB)
    log.end()
    return log
