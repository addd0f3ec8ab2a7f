"""Spark 4.3: an executor is killed after the shuffle; a stage runs again for what it had written."""
log = "4.3.0/stage-retry.zstd"
