"""One failed attempt of 10 s in 1,230 core-seconds: below min_share_of_core_time (1 %)."""
from made_log import Log

log = Log()
log.executors(1, cores=4)
log.stage(0, run=[30] * 10 + [10] + [30] * 30, failed={10: "java.io.IOException: Connection reset by peer"})
log.end()
