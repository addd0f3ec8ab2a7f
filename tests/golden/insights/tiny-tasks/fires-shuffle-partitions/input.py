"""200 shuffle partitions for 20 MiB: half of each task's time is its start."""
from made_log import KIB, MIB, Log

log = Log(spark="3.1.2", settings={"spark.sql.shuffle.partitions": "200"})
log.executors(2, cores=4)
query = log.query("report by country", """
    1 HashAggregate(keys=[country#5], functions=[sum(amount#6)])
    0   Exchange hashpartitioning(country#5, 200), ENSURE_REQUIREMENTS
    0     Scan parquet shop.orders
""")
log.stage(0, query, run=[4] * 8, input=64 * MIB)
log.stage(1, query, run=[0.05] * 200, deserialize=0.03, scheduler_delay=0.02, shuffle_read=100 * KIB,
          shuffle_records=1000)
log.end()
