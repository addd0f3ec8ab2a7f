"""The condition is on a column of the clusters, in other letters."""
from job import made

log = made(clustering=("Valid",))
