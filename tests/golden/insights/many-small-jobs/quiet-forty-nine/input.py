"""As fires-counts, with forty-nine keys: below min_calls (50)."""
from job import made

log = made(times=49)
