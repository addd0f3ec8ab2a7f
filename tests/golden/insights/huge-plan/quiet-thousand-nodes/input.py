"""1,000 nodes: not more than max_nodes (1,000)."""
from job import made, union

log = made(plan=union(499) + "1   Scan parquet shop.day")
