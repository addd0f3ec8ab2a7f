"""Seven of eight cores idle in local mode: they are the machine's own."""
from made_log import Log

log = Log(master="local[8]")
log.executors(1, cores=8)
log.stage(0, run=[1200])
log.end()
