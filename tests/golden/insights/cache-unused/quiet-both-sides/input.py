"""One query, which joins what is cached with itself: the cache is read on both sides."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
query = log.query("pairs", """
    2 SortMergeJoin [customer#1L], [other#7L], Inner
    0   Exchange hashpartitioning(customer#1L, 16), ENSURE_REQUIREMENTS
    0     InMemoryTableScan [customer#1L, day#2]
    1   Exchange hashpartitioning(other#7L, 16), ENSURE_REQUIREMENTS
    1     InMemoryTableScan [other#7L, day#8]
""")
log.stage(0, query, run=[20] * 16, cached={7: "MEMORY_ONLY"}, name="count at Daily.scala:9")
log.stage(1, query, run=[2] * 16, cached={7: "MEMORY_ONLY"}, name="count at Daily.scala:9")
log.stage(2, query, run=[5] * 16)
log.end()
