"""50 comparisons: not more than max_terms (50)."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
terms = " OR ".join(f"(c#1 = {i})" for i in range(50))
query = log.query("some customers", f"""
    0 Filter {terms}
    0   Scan parquet shop.orders {{number of files read: 16, size of files read: 1024 MiB, scan time: 16 s}}
""")
log.stage(0, query, run=[20] * 16, input=64 * MIB)
log.end()
