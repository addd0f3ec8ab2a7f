"""Tasks beside their files take 4 s, those on other hosts 9 s: it pays to wait for a slot."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
log.stage(0, run=[20] * 16)
log.stage(1, run=[4] * 100 + [9] * 40, input=128 * MIB, locality=["NODE_LOCAL"] * 100 + ["RACK_LOCAL"] * 40)
log.end()
