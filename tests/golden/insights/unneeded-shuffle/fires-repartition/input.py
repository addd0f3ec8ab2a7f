"""repartition(64) before a groupBy."""
from job import made

log = made()
