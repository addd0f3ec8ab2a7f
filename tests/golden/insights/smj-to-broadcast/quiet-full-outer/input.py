"""All rows of both sides of a full outer join must come out: neither can be broadcast."""
from job import made

log = made("FullOuter")
