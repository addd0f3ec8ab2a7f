"""Ten of sixteen partitions fit into the cache; two later stages compute the others again."""
from made_log import MIB, Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4)
for stage in range(3):
    log.stage(stage, run=[20] * 16, cached={7: "MEMORY_ONLY"}, name="count at Daily.scala:9")
    if stage == 0:
        log.blocks(7, 10, memory=256 * MIB)
log.end()
