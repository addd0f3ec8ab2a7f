"""A loop counts the rows of sixty keys, one Spark job each, on eight slots."""
from job import made

log = made()
