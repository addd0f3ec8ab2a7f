"""Nine times the rows of the larger side come out."""
from job import made

log = made(rows=180_000_000)
