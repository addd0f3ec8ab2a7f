"""A cluster of January 2027 runs 13.3, whose support ended in August 2026."""
from job import made

log = made()
