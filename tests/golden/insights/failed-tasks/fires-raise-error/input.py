"""Spark 3.5: the query's own raise_error, then a plain RuntimeException, beside failures of Python."""
log = "3.5.9/failed-tasks.zstd"
