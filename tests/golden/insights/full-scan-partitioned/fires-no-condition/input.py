"""400 partitions by id are read, and a filter on another column keeps 0.1 % of the rows."""
from job import made

log = made()
