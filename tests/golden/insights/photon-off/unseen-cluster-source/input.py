"""The log does not say what made the cluster."""
from job import made

log = made(source="")
