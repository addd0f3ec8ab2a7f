"""A rank over all rows keeps the run waiting for one task: the evidence of single-partition stands here."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("ranks", """
    1 Window [rank() windowspecdefinition(points#2 DESC NULLS LAST) AS rank#5], [points#2 DESC NULLS LAST]
    1   Sort [points#2 DESC NULLS LAST], false, 0
    0     Exchange SinglePartition, ENSURE_REQUIREMENTS {shuffle records written: 50000000, data size: 3 GiB}
    0       Scan parquet game.players {number of output rows: 50000000}
""")
log.stage(0, query, at=2, run=[20] * 160, input=16 * MIB)
log.stage(1, query, run=[90], shuffle_read=900 * MIB, shuffle_records=50_000_000)
log.end()
