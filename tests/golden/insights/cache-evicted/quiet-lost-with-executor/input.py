"""As fires-memory-only, but an executor went: its blocks are gone with it, not for want of memory."""
from made_log import MIB, Log

log = Log()
log.executors(1, cores=4)
log.executors(1, cores=4, until=121, why_removed="Executor killed by driver.")
for stage in range(3):
    log.stage(stage, run=[20] * 16, cached={7: "MEMORY_ONLY"}, name="count at Daily.scala:9")
    if stage == 0:
        log.blocks(7, 10, memory=256 * MIB)
log.end()
