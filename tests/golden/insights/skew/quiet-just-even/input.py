"""The longest task runs 1.9 times the median: below min_ratio (2)."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("orders with customers", """
    - AdaptiveSparkPlan isFinalPlan=true
    1   SortMergeJoin [customer_id#1L], [id#7L], Inner
    0     Exchange hashpartitioning(customer_id#1L, 8), ENSURE_REQUIREMENTS
    0       Scan parquet shop.orders
""")
log.stage(0, query, run=[4] * 8)
log.stage(1, query, run=[38] + [20] * 7, shuffle_records=[200_000] + [100_000] * 7,
          shuffle_read=[40 * MIB] + [20 * MIB] * 7)
log.end()
