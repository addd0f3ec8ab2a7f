"""Adaptive execution is on, and its merging of partitions switched off."""
from job import made

log = made(spark="4.0.0", settings={"spark.sql.adaptive.coalescePartitions.enabled": "false"}, adaptive=True)
