"""Clicks are counted by page on six days: each day a shuffle of 4 MiB, on 16 slots."""
from made_log import KIB, MIB, Log

SWITCHED_OFF = {"spark.sql.adaptive.enabled": "false"}


def made(spark: str = "4.0.0", settings: dict = SWITCHED_OFF, partitions: int = 200, is_stream: bool = False) -> Log:
    """`partitions`: in how many tasks each shuffle is read; `is_stream`: the days are batches of a stream."""
    log = Log(spark=spark, settings=settings)
    log.executors(4, cores=4)
    batch = log.stream("clicks per page") if is_stream else ""
    exchange = f"Exchange hashpartitioning(page#2, {partitions}), ENSURE_REQUIREMENTS"
    for day in range(6):
        scan, count = 2 * day, 2 * day + 1
        query = log.query(batch or f"day {day}", f"""
            {count} HashAggregate(keys=[page#2], functions=[count(1)]) {{number of output rows: 9000}}
            {scan}   {exchange} {{shuffle records written: 90000, data size: 4 MiB}}
            {scan}     Scan parquet shop.clicks {{number of output rows: 9000000}}
        """, configs=SWITCHED_OFF if is_stream else None)
        log.stage(scan, query, at=2 if day == 0 else None, run=[2] * 32, input=16 * MIB)
        log.stage(count, query, run=[0.2] * partitions, deserialize=0.02, scheduler_delay=0.01, shuffle_read=20 * KIB,
                  shuffle_records=450)
    log.end()
    return log
