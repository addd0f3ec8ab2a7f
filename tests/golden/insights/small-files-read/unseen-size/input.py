"""The scan does not tell how large its files are: what was read of them stands in."""
from made_log import KIB, Log

log = Log(spark="2.4.8")
log.executors(2, cores=4)
query = log.query("by day", """
    0 Scan json {number of files read: 4000}
""")
log.stage(0, query, run=[20] * 32, input=12_500 * KIB)
log.end()
