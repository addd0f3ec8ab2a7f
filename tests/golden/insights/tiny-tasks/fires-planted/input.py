"""Spark 4.3: 1,500 tasks that do next to nothing."""
log = "4.3.0/tiny-tasks.zstd"
