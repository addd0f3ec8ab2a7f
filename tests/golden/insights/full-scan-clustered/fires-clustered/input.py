"""A table clustered by id is filtered by "valid", which is not "id"."""
from job import made

log = made()
