"""20 tasks of 3 GiB on 16 slots: four of them run alone."""
from job import made

log = made()
