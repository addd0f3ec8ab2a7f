"""Spark 4.3: an executor is lost after the shuffle; fetch failures and the stage that ran again belong to it."""
log = "4.3.0/stage-retry.zstd"
