"""Somebody has set the number: tiny-tasks tells of it."""
from job import made

log = made(settings={"spark.sql.shuffle.partitions": "200"})
