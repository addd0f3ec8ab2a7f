"""Adaptive execution is switched off, and every shuffle of 4 MiB is read in 200 tasks."""
from job import made

log = made()
