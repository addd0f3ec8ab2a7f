"""Eight of ten fixed executors came: with dynamic allocation ten are asked for at the start, so the maximum is ten."""
from made_log import Log

log = Log(settings={"spark.executor.instances": "10"})
log.executors(8, cores=4)
log.stage(0, run=[30] * 64)
log.wait(1200)
log.stage(1, run=[30] * 64)
log.end()
