"""A level with disk: what does not fit into memory is on disk, so what is missing did not go for want of memory."""
from made_log import MIB, Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4)
for stage in range(2):
    log.stage(stage, run=[20] * 16, cached={7: "MEMORY_AND_DISK"}, name="count at Daily.scala:9")
    if stage == 0:
        log.blocks(7, 2, memory=256 * MIB)
log.end()
