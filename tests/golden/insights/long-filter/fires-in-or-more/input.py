"""An IN of 12,000 values or a comparison: a join by the values alone would lose rows."""
from job import made

log = made("(customer#1L INSET " + "".join(f"{i}, " for i in range(80_900, 80_925)) +
           "... 11975 more fields OR (customer#1L > 95000))")
