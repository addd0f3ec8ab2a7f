"""Spark 4.3: adaptive execution is on, but its splitting of skewed partitions is off."""
log = "4.3.0/demo.zstd"
