"""The repartition spreads what two tasks have read."""
from job import made

log = made(scan=[60] * 2)
