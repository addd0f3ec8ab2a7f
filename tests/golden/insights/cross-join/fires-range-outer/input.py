"""A range in the condition of a left outer join: rows of the left side may not be exploded."""
from job import made

log = made("LeftOuter, ((at#1 >= begin#7) AND (at#1 < end#8))", rows=2_000_000)
