"""repartition by one column before a groupBy of another."""
from job import made

log = made(exchange="hashpartitioning(day#1, 64), REPARTITION_BY_NUM")
