"""A left outer join, and nothing says which side has the hot values."""
from job import made

log = made("LeftOuter")
