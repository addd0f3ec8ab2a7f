"""Spark 4.3: the same join as fires-planted-join, its hot partition split by adaptive execution."""
log = "4.3.0/skewed-join-aqe.zstd"
