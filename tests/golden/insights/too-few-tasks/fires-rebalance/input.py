"""A REBALANCE hint, whose partitions adaptive execution merged to six on 16 slots; no repartition(n)."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
query = log.query("load", """
    - AdaptiveSparkPlan isFinalPlan=true
    1   MapPartitions
    1     AQEShuffleRead coalesced
    0       Exchange RoundRobinPartitioning(200), REBALANCE_PARTITIONS_BY_NONE
    0         Scan parquet shop.orders
""")
log.stage(0, query, run=[5] * 16, input=64 * MIB)
log.stage(1, query, run=[90] * 6, shuffle_read=60 * MIB, shuffle_records=1_000_000)
log.end()
