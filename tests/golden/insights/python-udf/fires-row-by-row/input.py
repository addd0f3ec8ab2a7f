"""Spark 4: two Python functions take 240 of 320 s of a stage."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("tax", """
    0 BatchEvalPython [tax(amount#2, 0.19)#12, label(amount#2)#13], [pythonUDF0#30, pythonUDF1#31] {number of output rows: 6000000, time to run Python workers: 240 s, data sent to Python workers: 900 MiB, data returned from Python workers: 300 MiB}
    0   Scan parquet shop.orders {number of files read: 16, size of files read: 1024 MiB}
""")
log.stage(0, query, run=[20] * 16, cpu=5, input=64 * MIB)
log.end()
