"""Tasks on other hosts take twice as long, and read twice as much."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
log.stage(0, run=[20] * 16)
log.stage(1, run=[5] * 100 + [10] * 40, input=[64 * MIB] * 100 + [128 * MIB] * 40,
          locality=["NODE_LOCAL"] * 100 + ["ANY"] * 40)
log.end()
