"""The filter keeps just more than max_kept (30 %)."""
from job import made

log = made(kept=300_100)
