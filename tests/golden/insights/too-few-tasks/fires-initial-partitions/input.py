"""Adaptive execution begins with initialPartitionNum, whatever spark.sql.shuffle.partitions is."""
from made_log import MIB, Log

log = Log(settings={"spark.sql.adaptive.coalescePartitions.initialPartitionNum": "8",
                    "spark.sql.shuffle.partitions": "400"})
log.executors(4, cores=4)
query = log.query("by country", """
    - AdaptiveSparkPlan isFinalPlan=true
    1   HashAggregate(keys=[country#5], functions=[sum(amount#6)])
    0     Exchange hashpartitioning(country#5, 8), ENSURE_REQUIREMENTS
    0       Scan parquet shop.orders
""")
log.stage(0, query, run=[5] * 16, input=64 * MIB)
log.stage(1, query, run=[90] * 8, shuffle_read=200 * MIB, shuffle_records=1_000_000)
log.end()
