"""Of 395 s a core, 75 are without Photon: less than min_share (20 %)."""
from made_log import MIB, Log

log = Log(spark="4.0.0", settings={"spark.databricks.clusterUsageTags.sparkVersion": "17.3.x-photon-scala2.13",
                                   "spark.databricks.clusterUsageTags.clusterId": "0115-080000-made"})
log.executors(2, cores=4)
fast = log.query("by day", """
    0 PhotonGroupingAgg(keys=[day#1], functions=[count(1)])
    0   PhotonScan parquet shop.days
""", text='== Photon Explanation ==\nPhoton does not fully support the query because:\n\t\tUnsupported expression: shop_tax(amount#2)\n')
log.stage(0, fast, run=[85] * 16, input=64 * MIB)
slow = log.query("explode", """
    1 Generate explode(items#3)
    1   Scan parquet shop.orders {number of files read: 16, size of files read: 1024 MiB}
""", text='== Photon Explanation ==\nPhoton does not fully support the query because:\n\t\tUnsupported expression: shop_tax(amount#2)\n')
log.stage(1, slow, run=[20] * 16, input=64 * MIB)
log.end()
