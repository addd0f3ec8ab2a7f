"""Six GiB for each task; smaller ones would take as long, but be tried again at less cost."""
from made_log import GIB, MIB, Log

log = Log()
log.executors(4, cores=4, memory=64 * GIB)
query = log.query("pages", """
    1 HashAggregate(keys=[page#2], functions=[count(1)]) {number of output rows: 90000000}
    0   Exchange hashpartitioning(page#2, 16), ENSURE_REQUIREMENTS {shuffle records written: 900000000, data size: 400 GiB}
    0     Scan parquet shop.clicks {number of output rows: 900000000}
""")
log.stage(0, query, at=2, run=[30] * 160, input=128 * MIB)
log.stage(1, query, run=[120] * 16, shuffle_read=6 * GIB, shuffle_records=4_700_000)
log.end()
