"""A minute before a query with a projection of 400 columns, which Spark cut: it may be built by withColumn in a loop."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, log.query("read", "0 Scan parquet shop.customers"), run=[10] * 8, name="collect at score.py:12")
log.wait(60)
columns = ", ".join(f"(x#1 * {i}.0) AS f{i}#{i + 10}" for i in range(24))
query = log.query("write", f"""
    1 Project [{columns}, ... 376 more fields]
    1   Scan parquet shop.customers
""")
log.stage(1, query, run=[10] * 8, name="save at score.py:30")
log.end()
