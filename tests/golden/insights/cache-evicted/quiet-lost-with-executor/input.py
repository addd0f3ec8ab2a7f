"""As fires-memory-only, but an executor went: its blocks are gone with it, not for want of memory."""
from job import count
from made_log import Log

log = Log()
log.executors(1, cores=4)
log.executors(1, cores=4, until=121, why_removed="Executor killed by driver.")
count(log)
log.end()
