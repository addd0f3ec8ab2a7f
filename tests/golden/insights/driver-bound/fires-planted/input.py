"""Spark 4.3: the driver computes between jobs."""
log = "4.3.0/driver-bound.zstd"
