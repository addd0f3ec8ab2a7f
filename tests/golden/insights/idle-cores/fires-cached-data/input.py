"""Idle executors are given back after ten seconds; those that are kept hold a cached RDD."""
from made_log import MIB, Log

log = Log(settings={"spark.dynamicAllocation.enabled": "true", "spark.dynamicAllocation.executorIdleTimeout": "10s",
                    "spark.shuffle.service.enabled": "true"})
log.executors(8, cores=4)
log.stage(0, run=[30] * 64, cached={7: "MEMORY"})
log.blocks(7, 64, memory=8 * MIB)
log.wait(1200)
log.stage(1, run=[30] * 64, cached={7: "MEMORY"})
log.end()
