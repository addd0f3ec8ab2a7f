"""A query that Photon runs, then one that takes 40 s without it, on a Databricks cluster."""
from made_log import MIB, Log


def made(photon: float = 20, explained: bool = True, slow: str = "") -> Log:
    """`photon`: seconds of each task of the first query; 20 in the second. `explained`: plans say what Photon lacks.

    `slow`: the plan of the second query.
    """
    log = Log(spark="4.0.0", settings={"spark.databricks.clusterUsageTags.sparkVersion": "17.3.x-photon-scala2.13",
                                       "spark.databricks.clusterUsageTags.clusterId": "0115-080000-made"})
    log.executors(2, cores=4)
    text = ("== Photon Explanation ==\nPhoton does not fully support the query because:\n"
            "\t\tUnsupported expression: shop_tax(amount#2)\n") if explained else ""
    fast = log.query("by day", """
        0 PhotonGroupingAgg(keys=[day#1], functions=[count(1)])
        0   PhotonScan parquet shop.days
    """, text=text)
    log.stage(0, fast, run=[photon] * 16, input=64 * MIB)
    plan = """
        1 Generate explode(items#3)
        1   Scan parquet shop.orders {number of files read: 16, size of files read: 1024 MiB}
    """
    log.stage(1, log.query("explode", slow or plan, text=text), run=[20] * 16, input=64 * MIB)
    log.end()
    return log
