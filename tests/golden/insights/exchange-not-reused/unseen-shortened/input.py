"""Spark shortened where the rows are read from."""
from job import made

log = made(scan="Scan parquet shop.sales [day#1,shop#2,amount#3] "
                "PartitionFilters: [isnotnull(day#1), (day#1 >= 2026-01-...")
