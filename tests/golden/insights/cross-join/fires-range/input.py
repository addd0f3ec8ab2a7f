"""Visits are matched with campaigns by time: a range, without any key."""
from job import made

log = made("Inner, ((time#1 >= begin#7) AND (time#1 < end#8))", rows=3_000_000)
