"""Shuffles read in 90 tasks on 8 slots, half of whose time is overhead: below tiny-tasks' min_tasks, so told here."""
from made_log import KIB, Log

log = Log(settings={"spark.sql.adaptive.enabled": "false", "spark.sql.shuffle.partitions": "90"})
log.executors(2, cores=4)
for day in range(10):
    scan, count = 2 * day, 2 * day + 1
    query = log.query(f"day {day}", f"""
        {count} HashAggregate(keys=[page#2], functions=[count(1)]) {{number of output rows: 900}}
        {scan}   Exchange hashpartitioning(page#2, 90), ENSURE_REQUIREMENTS {{shuffle records written: 90000, data size: 2 MiB}}
        {scan}     Scan parquet shop.clicks {{number of output rows: 9000000}}
    """)
    log.stage(scan, query, at=2 if day == 0 else None, run=[1] * 8)
    log.stage(count, query, run=[0.05] * 90, deserialize=0.03, scheduler_delay=0.02, shuffle_read=20 * KIB,
              shuffle_records=450)
log.end()
