"""A Databricks cluster of January 2027."""
from made_log import Log


def made(runtime: str = "13.3.x-photon-scala2.12", spark: str = "3.4.1") -> Log:
    log = Log(spark=spark, settings={"spark.databricks.clusterUsageTags.sparkVersion": runtime,
                                     "spark.databricks.clusterUsageTags.clusterId": "0115-080000-made"})
    log.executors(2, cores=4)
    log.stage(0, run=[20] * 16)
    log.end()
    return log
