"""Spark 4.3: coalesce(1) takes the work before it down to one task."""
log = "4.3.0/too-few-tasks.zstd"
