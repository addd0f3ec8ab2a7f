"""A condition on the partition column: the partitions that are left are wanted."""
from job import made

log = made(partition_filters="[isnotnull(id#7), (id#7 > 3)]")
