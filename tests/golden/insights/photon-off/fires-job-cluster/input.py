"""96 % of the task time in an aggregation: on AWS DBUs are saved when it takes less than about a third of the time."""
from job import made

log = made(covered=60, other=2.5)
