"""An executor is gone with its connection, and a task with it; the driver never learns why."""
from made_log import Log

log = Log()
log.executors(1, cores=4)
log.executors(1, cores=4, until=41, why_removed="Remote RPC client disassociated.")
log.stage(0, run=[20] * 24, failed={index: "ExecutorLostFailure: Remote RPC client disassociated."
                                    for index in (12, 13, 14, 15)})
log.end()
