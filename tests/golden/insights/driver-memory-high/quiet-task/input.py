"""A query fails since the heap of an executor is full."""
from made_log import GIB, Log

log = Log()
log.driver(heap=2 * GIB)
log.executors(2, cores=4)
why = ("Job aborted due to stage failure: Task 3 in stage 0.0 failed 4 times, most recent failure: Lost task 3.3 in "
       "stage 0.0 (TID 11) (worker-1 executor 1): java.lang.OutOfMemoryError: Java heap space")
query = log.query("report", error=why)
log.stage(0, query, run=[50] * 8, failed={3: "java.lang.OutOfMemoryError: Java heap space"}, fails_job=why)
log.end()
