"""Spark 4.3: a heap of 512 MiB with a young generation of 24 MiB, full of cached and short-lived objects."""
log = "4.3.0/gc-pressure.zstd"
