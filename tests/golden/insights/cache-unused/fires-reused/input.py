"""As quiet-both-sides, but the second side takes the exchange of the first: the cache is read once."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
query = log.query("pairs", """
    2 SortMergeJoin [customer#1L], [other#7L], Inner
    0   Exchange hashpartitioning(customer#1L, 16), ENSURE_REQUIREMENTS
    0     InMemoryTableScan [customer#1L, day#2]
    -   ReusedExchange [other#7L, day#8], Exchange hashpartitioning(customer#1L, 16), ENSURE_REQUIREMENTS
    =     Exchange hashpartitioning(customer#1L, 16), ENSURE_REQUIREMENTS
    =       InMemoryTableScan [customer#1L, day#2]
""")
log.stage(0, query, run=[20] * 16, cached={7: "MEMORY_ONLY"}, name="count at Daily.scala:9")
log.stage(2, query, run=[5] * 16)
log.end()
