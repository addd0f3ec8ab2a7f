"""Spark 4.3: 240 small files written and read again."""
log = "4.3.0/small-files.zstd"
