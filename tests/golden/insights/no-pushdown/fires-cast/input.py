"""A number is compared as text, as Spark 4.3 writes it."""
from job import made

log = made()
