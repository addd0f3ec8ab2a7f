"""Spark 4.3: row-at-a-time functions of a real run."""
log = "4.3.0/python-udf.zstd"
