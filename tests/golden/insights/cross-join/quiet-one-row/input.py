"""To join with one row costs no more than a column."""
from job import made

log = made(rows=2_000_000, campaigns=1)
