"""As the closure, outside of SQL: what the tasks carry is not in the log."""
from made_log import Log

log = Log(spark="2.4.8")
log.executors(2, cores=4)
log.stage(0, run=[2] * 80)
log.stage(1, run=[2] * 160, deserialize=1, name="collect at score.py:31")
log.end()
