"""A task fails without any text: only that it failed is in the log."""
from made_log import Log

log = Log()
log.executors(1, cores=4)
log.stage(0, run=[20] * 8, failed={3: ""}, name="count at Load.scala:40")
log.end()
