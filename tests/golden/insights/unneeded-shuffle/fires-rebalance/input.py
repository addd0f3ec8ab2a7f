"""A REBALANCE hint before a groupBy: there is no repartition(64) to leave out."""
from job import made

log = made(exchange="RoundRobinPartitioning(64), REBALANCE_PARTITIONS_BY_NONE")
