"""A first stage looks at two of sixteen partitions and caches these; no stage had all of them before it."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[20] * 16, cached={7: "MEMORY_ONLY"}, name="count at Daily.scala:9")
log.blocks(7, 2, memory=256 * MIB)
log.stage(1, run=[20] * 2, cached={7: "MEMORY_ONLY"}, name="take at Daily.scala:9")
log.stage(2, run=[20] * 16)
log.end()
