"""Sorted by day, then dealt out by shop."""
from job import made

log = made(exchange="rangepartitioning(day#1 ASC NULLS FIRST, 64), ENSURE_REQUIREMENTS",
           between="Sort [day#1 ASC NULLS FIRST], true, 0")
