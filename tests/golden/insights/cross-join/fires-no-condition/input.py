"""A join without a condition."""
from job import made

log = made()
