"""The listing takes 12 s of 333 s: less than min_share_of_wall (5 %)."""
from job import made

log = made(listing=1.5)
