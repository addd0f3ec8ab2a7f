"""Spark cut what the scan was given."""
from job import made

log = made(pushed="[IsNotNull(cust...")
