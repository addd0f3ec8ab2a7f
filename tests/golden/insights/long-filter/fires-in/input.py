"""An IN of 12,000 values, which Spark cut."""
from job import made

log = made("customer#1L INSET " + "".join(f"{i}, " for i in range(80_900, 80_925)) + "... 11975 more fields")
