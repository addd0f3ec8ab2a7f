"""Spark 4.3: retried Python tasks, a failed job, a killed executor, an SQL error."""
log = "4.3.0/failed-tasks.zstd"
