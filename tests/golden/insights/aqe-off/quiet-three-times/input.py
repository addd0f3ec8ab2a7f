"""48 tasks on 16 slots."""
from job import made

log = made(partitions=48)
