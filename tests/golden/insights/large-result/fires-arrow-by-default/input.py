"""Spark 4.2 uses Arrow for toPandas by itself: nothing to set."""
from made_log import MIB, Log

log = Log(spark="4.2.0")
log.executors(2, cores=4)
query = log.query("toPandas at export.py:12", """
    0 Scan parquet shop.orders {number of files read: 8, size of files read: 512 MiB}
""")
log.stage(0, query, run=[10] * 8, name="toPandas at export.py:12", result_size=40 * MIB, getting_result=5)
log.end()
