"""Tasks that read a shuffle: those beside most of their blocks are faster; no file is read."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
log.stage(0, run=[20] * 16)
log.stage(1, run=[4] * 100 + [9] * 40, shuffle_read=128 * MIB, shuffle_records=1_000_000,
          locality=["NODE_LOCAL"] * 100 + ["ANY"] * 40)
log.end()
