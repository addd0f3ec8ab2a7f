"""One value of the key has most of the rows of a window, which keeps them together."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("last orders", """
    1 Window [row_number() windowspecdefinition(customer_id#1L, day#2 DESC NULLS LAST)], [customer_id#1L], [day#2 DESC NULLS LAST]
    1   Sort [customer_id#1L ASC NULLS FIRST], false, 0
    0     Exchange hashpartitioning(customer_id#1L, 8), ENSURE_REQUIREMENTS
    0       Scan parquet shop.orders
""")
log.stage(0, query, run=[4] * 8)
log.stage(1, query, run=[60] + [5] * 7, shuffle_records=[2_000_000] + [100_000] * 7,
          shuffle_read=[400 * MIB] + [20 * MIB] * 7)
log.end()
