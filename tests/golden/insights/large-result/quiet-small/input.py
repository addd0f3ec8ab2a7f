"""96 MiB of results, fetched in a twentieth of a second: below min_bytes (100 MiB)."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[10] * 8, name="collect at Export.scala:12", result_size=12 * MIB, getting_result=0.05)
log.end()
