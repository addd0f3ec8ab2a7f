"""Spark 2.4 has none."""
from made_log import KIB, MIB, Log

log = Log(spark="2.4.8")
log.executors(4, cores=4)
for day in range(6):
    query = log.query(f"day {day}", """
        1 HashAggregate(keys=[page#2], functions=[count(1)]) {number of output rows: 9000}
        0   Exchange hashpartitioning(page#2, 200), ENSURE_REQUIREMENTS {shuffle records written: 90000, data size: 4 MiB}
        0     Scan parquet shop.clicks {number of output rows: 9000000}
    """.replace("        0 ", f"        {2 * day} ").replace("        1 ", f"        {2 * day + 1} "))
    log.stage(2 * day, query, at=2 if day == 0 else None, run=[2] * 32, input=16 * MIB)
    log.stage(2 * day + 1, query, run=[0.2] * 200, deserialize=0.02, scheduler_delay=0.01, shuffle_read=20 * KIB, shuffle_records=450)
log.end()
