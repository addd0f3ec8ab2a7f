"""As fires-counts, but the log ends in the middle of the run."""
from job import made

log = made(ended=False)
