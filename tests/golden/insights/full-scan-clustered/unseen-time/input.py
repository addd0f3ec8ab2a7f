"""How long the scan read is not in the log."""
from job import made

log = made(measured=False)
