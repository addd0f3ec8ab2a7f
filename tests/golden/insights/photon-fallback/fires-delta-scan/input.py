"""The scan of a Delta table without Photon: Delta in place of it is no advice."""
from job import made

log = made(slow="1 Filter (day#1 > 3)\n1   Scan parquet shop.orders {number of files read: 16, size of files read: 1024 MiB}")
