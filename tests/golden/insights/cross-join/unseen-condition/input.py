"""Spark shortened the condition."""
from job import made

log = made("Inner, ((time#1 >= begin#7) AND (time#1 < end#8) AND ...", rows=3_000_000)
