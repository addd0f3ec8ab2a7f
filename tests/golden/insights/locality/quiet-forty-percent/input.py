"""Tasks on other hosts take 40 % longer."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
log.stage(0, run=[20] * 16)
log.stage(1, run=[5] * 100 + [7] * 40, input=128 * MIB, locality=["NODE_LOCAL"] * 100 + ["ANY"] * 40)
log.end()
