"""Tasks beside cached data take 5 s, those on other hosts 20 s."""
from made_log import MIB, Log

log = Log()
log.executors(4, cores=4)
log.stage(0, run=[20] * 140, cached={3: "MEMORY_ONLY"})
log.stage(1, run=[5] * 100 + [20] * 40, input=128 * MIB, cached={3: "MEMORY_ONLY"},
          locality=["PROCESS_LOCAL"] * 100 + ["ANY"] * 40)
log.end()
