"""A write of Parquet to S3 by s3a, whose commit takes 40 s; and two queries with the driver's own work between them."""
from made_log import MIB, Log


def made(settings: dict | None = None) -> Log:
    log = Log(settings=settings)
    log.executors(2, cores=4)
    query = log.query("load", """
        0 Execute InsertIntoHadoopFsRelationCommand s3a://shop/orders, false, Parquet, [path=s3a://shop/orders], Overwrite, [id, day] {number of written files: 16, written output: 3200 MiB, number of dynamic part: 0, task commit time: 1 s, job commit time: 40 s}
        0   Scan parquet shop.raw
    """, until=70)
    log.stage(0, query, run=[10] * 16, output=200 * MIB)
    log.now = 70
    log.end()
    return log


def databricks(source: str) -> dict:
    """Settings of a cluster; `source`: who made it, empty where the log does not say."""
    return {"spark.databricks.clusterUsageTags.clusterId": "0101-000000-made",
            "spark.databricks.clusterUsageTags.sparkVersion": "15.4.x-scala2.12",
            **({"spark.databricks.clusterSource": source} if source else {})}


def two_queries(settings: dict | None = None) -> Log:
    """Between them the driver works for a minute on what it collected."""
    log = Log(settings=settings)
    log.executors(2, cores=4)
    plan = """
        {stage} Scan parquet shop.customers
    """
    log.stage(0, log.query("read", plan.format(stage=0)), run=[10] * 8, name="collect at score.py:12")
    log.wait(60)
    log.stage(1, log.query("write", plan.format(stage=1)), run=[10] * 8, name="save at score.py:30")
    log.end()
    return log
