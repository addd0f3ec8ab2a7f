"""Spark 4.3: three executors, one busy core; as the tasks are, fewer executors would do."""
log = "4.3.0/idle-cores.zstd"
