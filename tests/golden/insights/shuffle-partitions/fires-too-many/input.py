"""200 partitions for 20 MiB on 8 slots, without adaptive execution."""
from job import made

log = made()
