"""A scan of CSV files, which Photon does not read."""
from job import made

log = made(slow="1 Filter (day#1 > 3)\n1   Scan csv shop.orders {number of files read: 16, size of files read: 1024 MiB}")
