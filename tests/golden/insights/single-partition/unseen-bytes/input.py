"""The log does not say how many bytes went through the exchange."""
from job import made

log = made(sized=False)
