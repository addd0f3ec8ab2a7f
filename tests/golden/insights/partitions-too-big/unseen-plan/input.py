"""The plan of the query is not in the log."""
from job import made

log = made(planned=False)
