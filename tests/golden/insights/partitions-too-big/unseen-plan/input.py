"""The plan of the query is not in the log."""
from made_log import GIB, MIB, Log

log = Log()
log.executors(4, cores=4, memory=64 * GIB)
query = log.query("pages")
log.stage(0, query, at=2, run=[30] * 160, input=128 * MIB)
log.stage(1, query, run=[120] * 20, shuffle_read=3 * GIB, shuffle_records=4_700_000)
log.end()
