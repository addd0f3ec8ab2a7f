"""When planning began is not in the log; the query itself follows at once."""
from job import made, union

log = made(plan=union(700), query_at=51, stage_at=51)
