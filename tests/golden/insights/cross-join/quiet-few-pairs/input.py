"""Half a billion pairs."""
from job import made

log = made("Inner, (time#1 >= begin#7)", rows=3_000_000, campaigns=250)
