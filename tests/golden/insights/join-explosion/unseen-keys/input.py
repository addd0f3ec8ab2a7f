"""Spark shortened the list of keys."""
from job import made

log = made(keys="[item#2, shop#3, ... 12 more fields], [item#7, shop#8, ... 12 more fields]")
