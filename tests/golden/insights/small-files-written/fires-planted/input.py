"""Spark 4.3: 240 small files written into 60 partitions."""
log = "4.3.0/small-files.zstd"
