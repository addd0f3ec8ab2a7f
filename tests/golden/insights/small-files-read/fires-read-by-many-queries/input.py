"""Spark 4.3: ten scans of one table of 180 small files are one finding."""
log = "4.3.0/sql-aqe.zstd"
