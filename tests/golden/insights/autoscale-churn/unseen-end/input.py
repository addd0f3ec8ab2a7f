"""The log ends before the application did."""
from made_log import Log

log = Log(settings={"spark.dynamicAllocation.enabled": "true"})
log.executors(1, cores=4)
begins = [2 + 240 * cycle for cycle in range(5)]
for begin in begins:
    log.executors(4, cores=4, at=begin + 20, until=begin + 150, why_removed="Executor killed by driver.")
for id, begin in enumerate(begins):
    log.stage(id, run=[10] * 100, at=begin)
