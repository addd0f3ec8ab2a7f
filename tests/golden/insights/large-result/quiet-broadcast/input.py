"""640 MiB are collected to be broadcast: not a result of the user's."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[10] * 8, description="broadcast exchange (runId 9a1c3f7e-0000-4000-8000-000000000000)",
          result_size=80 * MIB, getting_result=10)
log.end()
