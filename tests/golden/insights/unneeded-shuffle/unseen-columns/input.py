"""Spark shortened the text of the exchange."""
from job import made

log = made(exchange="hashpartitioning(day#1, city#4, ... 3 more fields, 64), REPARTITION_BY_NUM")
