"""Spark 3.5 does not measure Python's time: what the tasks waited stands in."""
from made_log import MIB, Log

log = Log(spark="3.5.1")
log.executors(2, cores=4)
query = log.query("tax", """
    0 DataFlintBatchEvalPython BatchEvalPython [<lambda>(amount#2)#12], [pythonUDF0#30] {number of output rows: 6000000, data sent to Python workers: 900 MiB, data returned from Python workers: 300 MiB}
    0   Scan parquet shop.orders {number of files read: 16, size of files read: 1024 MiB}
""")
log.stage(0, query, run=[20] * 16, cpu=5, gc=1, input=64 * MIB)
log.end()
