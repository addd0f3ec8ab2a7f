"""Equal texts, but other rows: the sources were not the same."""
from job import made

log = made(rows_again=400_000_000)
