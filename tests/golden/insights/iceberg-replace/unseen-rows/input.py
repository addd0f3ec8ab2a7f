"""How many rows an update changed is not in a commit."""
from job import made

log = made(addedDataFiles=50, removedDataFiles=50)
