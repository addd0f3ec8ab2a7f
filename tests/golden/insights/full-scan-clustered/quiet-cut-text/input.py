"""Spark cut the conditions out of the log."""
from job import made

log = made(pushed="[IsNotNull(va...")
