"""Nine batches are too few to tell."""
from job import made

log = made([(14, 3000)] * 9, trigger=10)
