"""Keeps up, but remembers each row it has seen."""
from job import made

log = made([(3, 40_000, 40_000 * (n + 1)) for n in range(12)], trigger=10)
