"""A limit of two million rows takes so many from each partition."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("sample", """
    1 GlobalLimit 2000000, 0 {number of output rows: 2000000}
    0   Exchange SinglePartition, ENSURE_REQUIREMENTS {shuffle records written: 30000000, data size: 2 GiB}
    0     LocalLimit 2000000
    0       Scan parquet shop.clicks {number of output rows: 30000000}
""")
log.stage(0, query, at=2, run=[10] * 240, input=64 * MIB)
log.stage(1, query, run=[6], shuffle_read=600 * MIB, shuffle_records=30_000_000)
log.end()
