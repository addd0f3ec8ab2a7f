"""A trigger of 5 s; 200 partitions of state are opened and committed for 8 slots, which two of three times takes longer."""
from job import made

log = made([(3, 200, 5000), (7, 500, 5000), (8, 900, 5000)] * 5, trigger=5)
