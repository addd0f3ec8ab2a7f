"""Spark cut the conditions out of the log: whether partitions are left out is not known."""
from job import made

log = made(partition_filters="[isnotnull(...", pushed="[IsNotNull(va...")
