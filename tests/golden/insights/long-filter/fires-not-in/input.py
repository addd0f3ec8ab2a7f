"""A NOT IN of 12,000 values, which Spark cut: the rows that are wanted are the others."""
from job import made

log = made("(isnotnull(customer#1L) AND NOT customer#1L INSET " + "".join(f"{i}, " for i in range(80_900, 80_925)) +
           "... 11975 more fields)")
