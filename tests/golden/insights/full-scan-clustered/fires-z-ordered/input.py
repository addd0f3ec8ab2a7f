"""A table z-ordered by id and day; what is compared with reads like a column."""
from job import made

log = made(pushed="[IsNotNull(valid), EqualTo(valid,id)]", clustering=(), zorder=("id", "day"))
