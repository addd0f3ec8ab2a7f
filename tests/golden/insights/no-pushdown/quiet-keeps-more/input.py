"""The filter keeps just more than max_kept (10 %)."""
from job import made

log = made(kept=100_100)
