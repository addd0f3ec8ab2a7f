"""Executors are kept for ten minutes when idle (and were taken away nevertheless): longer is more than that."""
from job import made

log = made(settings={"spark.dynamicAllocation.executorIdleTimeout": "10min"})
