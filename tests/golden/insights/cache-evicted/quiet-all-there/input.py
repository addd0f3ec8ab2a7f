"""Fifteen of sixteen partitions are cached: above max_cached_share (90 %)."""
from job import count
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
count(log, stored=15, size=64 * MIB)
log.end()
