"""A query without a plan in the log collects 640 MiB."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("collect at export.py:12")
log.stage(0, query, run=[10] * 8, name="collect at export.py:12", result_size=80 * MIB, getting_result=10)
log.end()
