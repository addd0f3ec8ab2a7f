"""Spark 4.3: a sort and an aggregation in executors of 512 MiB."""
log = "4.3.0/spill.zstd"
