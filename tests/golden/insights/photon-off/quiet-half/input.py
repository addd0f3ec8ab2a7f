"""49 % of the task time: less than min_share (50 %)."""
from job import made

log = made(covered=49, other=51)
