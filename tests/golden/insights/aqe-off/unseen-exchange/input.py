"""Spark shortened the text of the exchange: the code may have asked for its partitions."""
from made_log import KIB, MIB, Log

log = Log(settings={"spark.sql.adaptive.enabled": "false"})
log.executors(4, cores=4)
query = log.query("clicks", """
    1 HashAggregate(keys=[page#2], functions=[count(1)]) {number of output rows: 9000}
    0   Exchange hashpartitioning(page#2, day#3, ... 7 more fields, 800), ENSURE_REQUIREMENTS {shuffle records written: 90000, data size: 4 MiB}
    0     Scan parquet shop.clicks {number of output rows: 9000000}
""")
log.stage(0, query, at=2, run=[2] * 32, input=16 * MIB)
log.stage(1, query, run=[0.2] * 800, deserialize=0.02, scheduler_delay=0.01, shuffle_read=20 * KIB, shuffle_records=450)
log.end()
