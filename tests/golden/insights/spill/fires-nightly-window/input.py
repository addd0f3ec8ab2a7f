"""Spark 4.3: the sort before a window, over files too small to split; the spill of the skewed join is told by skew."""
log = "4.3.0/demo.zstd"
