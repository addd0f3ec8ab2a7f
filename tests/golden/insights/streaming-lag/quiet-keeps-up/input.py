"""A trigger of 10 s, and batches of 8 s."""
from job import made

log = made([(8, 3000, 9000)] * 15, trigger=10)
