"""Adaptive execution merged partitions, but to 3,200 of 2 MiB: its advisory size and the number of cores decide."""
from made_log import MIB, Log

log = Log(settings={"spark.sql.adaptive.advisoryPartitionSizeInBytes": "2m",
                    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false"})
log.executors(2, cores=4)
query = log.query("report by country", """
    - AdaptiveSparkPlan isFinalPlan=true
    1   HashAggregate(keys=[country#5], functions=[sum(amount#6)])
    1     AQEShuffleRead coalesced
    0       Exchange hashpartitioning(country#5, 6400), ENSURE_REQUIREMENTS
    0         Scan parquet shop.orders
""", configs={"spark.sql.shuffle.partitions": "6400"})
log.stage(0, query, run=[4] * 8, input=64 * MIB)
log.stage(1, query, run=[0.05] * 3200, deserialize=0.03, scheduler_delay=0.02, shuffle_read=2 * MIB,
          shuffle_records=1000)
log.end()
