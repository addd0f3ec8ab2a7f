"""Spark 3.1 has adaptive execution switched off by default."""
from job import made

log = made(spark="3.1.2", settings={})
