"""A limit of two million rows takes so many from each partition."""
from job import made

log = made()
