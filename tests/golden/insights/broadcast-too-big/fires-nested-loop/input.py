"""The broadcast is of a join without a key, which no hint makes a sort-merge join."""
from job import made

log = made(join_node="BroadcastNestedLoopJoin BuildRight, Inner, (id#1L > id#7L)")
