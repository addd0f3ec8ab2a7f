"""Nineteen per cent of the time."""
from job import made

log = made(fetch_wait=0.76)
