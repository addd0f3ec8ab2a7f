"""The plan does not name the partition columns."""
from job import made

log = made(columns="valid#5,amount#6,... 40 more fields")
