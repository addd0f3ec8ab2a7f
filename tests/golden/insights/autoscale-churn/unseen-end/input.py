"""The log ends before the application did."""
from job import made

log = made(ended=False)
