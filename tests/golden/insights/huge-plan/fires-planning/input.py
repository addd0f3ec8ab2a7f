"""A plan of 201 nodes that is compiled for 20 s, half of the query."""
from job import made, union

log = made(plan=union(100), query_at=31, stage_at=51)
