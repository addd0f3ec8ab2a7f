"""A Cartesian product: each side is read again for every partition of the other, and its rows are counted again."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("matches", """
    0 CartesianProduct (name#1 LIKE pattern#7) {number of output rows: 5000}
    0   Scan parquet shop.visits {number of output rows: 8000000}
    0   Scan parquet shop.patterns {number of output rows: 80000}
""")
log.stage(0, query, at=2, run=[30] * 32, input=16 * MIB)
log.end()
