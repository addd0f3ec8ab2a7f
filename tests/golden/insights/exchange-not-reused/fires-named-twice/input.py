"""Totals by day and shop are named twice in the code, and computed twice."""
from job import made

log = made()
