"""PROCESS_LOCAL is what Spark writes of tasks without preference too; nothing is cached."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
log.stage(0, run=[20] * 16)
log.stage(1, run=[5] * 100 + [20] * 40, input=128 * MIB, locality=["PROCESS_LOCAL"] * 100 + ["ANY"] * 40)
log.end()
