"""The plan of the query is not in the log: what sets its partition count is not told."""
from made_log import KIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("report by country")
log.stage(0, query, run=[0.05] * 400, deserialize=0.03, scheduler_delay=0.02, shuffle_read=100 * KIB,
          shuffle_records=1000)
log.end()
