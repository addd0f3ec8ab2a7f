"""Batches of a stream: Spark itself switches adaptive execution off for them, whatever is set."""
from job import made

log = made(settings={}, is_stream=True)
