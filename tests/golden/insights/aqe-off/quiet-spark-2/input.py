"""Spark 2.4 has none."""
from job import made

log = made(spark="2.4.8", settings={})
