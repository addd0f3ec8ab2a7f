"""A Python function in the first query: Photon does not run it."""
from job import made

log = made(plan="0 ArrowEvalPython [tax(amount#2)#7], [pythonUDF0#8], 101\n0   Scan parquet shop.orders {number of files read: 16, size of files read: 4096 MiB}")
