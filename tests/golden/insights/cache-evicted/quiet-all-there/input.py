"""Fifteen of sixteen partitions are cached: above max_cached_share (90 %)."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
for stage in range(3):
    log.stage(stage, run=[20] * 16, cached={7: "MEMORY_ONLY"}, name="count at Daily.scala:9")
    if stage == 0:
        log.blocks(7, 15, memory=64 * MIB)
log.end()
