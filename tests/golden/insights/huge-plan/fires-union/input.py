"""A union of 600 scans; the driver works for 40 s before the query begins."""
from job import made

log = made()
