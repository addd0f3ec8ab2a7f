"""Python takes 60 of 320 s: less than min_share (20 %)."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("tax", """
    0 BatchEvalPython [tax(amount#2, 0.19)#12], [pythonUDF0#30] {number of output rows: 6000000, time to run Python workers: 60 s, data sent to Python workers: 90 MiB, data returned from Python workers: 30 MiB}
    0   Scan parquet shop.orders {number of files read: 16, size of files read: 1024 MiB}
""")
log.stage(0, query, run=[20] * 16, cpu=16, input=64 * MIB)
log.end()
