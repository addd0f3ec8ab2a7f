"""A stream keeps state in 200 partitions, one tiny task each: adaptive execution cannot merge them, a new checkpoint can."""
from made_log import KIB, Log

log = Log()
log.executors(2, cores=4)
batch = log.stream("clicks per page")
for number in range(6):
    scan, count = 2 * number, 2 * number + 1
    query = log.query(batch, f"""
        {count} StateStoreSave [page#2], state info, Append, 0, 0, 2 {{number of output rows: 900}}
        {scan}   Exchange hashpartitioning(page#2, 200), ENSURE_REQUIREMENTS {{shuffle records written: 9000}}
        {scan}     MicroBatchScan[page#2] {{number of output rows: 900000}}
    """, configs={"spark.sql.adaptive.enabled": "false"})
    log.stage(scan, query, at=2 if number == 0 else None, run=[1] * 8)
    log.stage(count, query, run=[0.05] * 200, deserialize=0.03, scheduler_delay=0.02, shuffle_read=2 * KIB,
              shuffle_records=45)
log.end()
