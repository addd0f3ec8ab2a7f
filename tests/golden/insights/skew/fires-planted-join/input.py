"""Spark 4.3: a sort-merge join with one hot key, adaptive execution off."""
log = "4.3.0/skewed-join.zstd"
