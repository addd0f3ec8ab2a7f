"""driver-bound tells of the time: the driver does little else."""
from job import made

log = made(size="300 MiB", seconds=(4, 30, 3), wait=40, join=17)
