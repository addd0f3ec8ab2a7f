"""They are wanted again a quarter of an hour after they were given back."""
from job import made

log = made(interval=1050)
