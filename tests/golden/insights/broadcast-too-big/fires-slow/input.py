"""Not large, but a tenth of the run goes by before all have it."""
from job import made

log = made(size="300 MiB", seconds=(4, 9, 3), wait=12, join=17)
