"""A hundred gzip files of 2 GiB: no setting splits them."""
from made_log import GIB, Log

log = Log()
log.executors(4, cores=4, memory=64 * GIB)
query = log.query("import", "0 Scan csv {number of files read: 100, size of files read: 200 GiB}")
log.stage(0, query, run=[120] * 100, input=2 * GIB)
log.end()
