"""Large blocks, and still two fifths of the time goes by waiting for them."""
from made_log import KIB, MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("pages", """
    1 HashAggregate(keys=[page#2], functions=[count(1)]) {number of output rows: 90000000}
    0   Exchange hashpartitioning(page#2, 320), ENSURE_REQUIREMENTS {shuffle records written: 900000000, data size: 40 GiB}
    0     Scan parquet shop.clicks {number of output rows: 900000000}
""")
log.stage(0, query, at=2, run=[10] * 160, input=128 * MIB)
log.stage(1, query, run=[4] * 320, fetch_wait=1.6, cpu=2, shuffle_read=100 * MIB, shuffle_records=470_000, blocks=160)
log.end()
