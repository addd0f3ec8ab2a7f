"""64 slots: 200 partitions are no four times as many."""
from job import made

log = made(executors=16)
