"""The usual last step of an aggregate: a few hundred rows."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("total", """
    1 HashAggregate(keys=[], functions=[sum(amount#2)]) {number of output rows: 1}
    0   Exchange SinglePartition, ENSURE_REQUIREMENTS {shuffle records written: 900000, data size: 60 MiB}
    0     Scan parquet shop.orders {number of output rows: 900000}
""")
log.stage(0, query, at=2, run=[10] * 240, input=64 * MIB)
log.stage(1, query, run=[6], shuffle_read=20 * MIB, shuffle_records=900_000)
log.end()
