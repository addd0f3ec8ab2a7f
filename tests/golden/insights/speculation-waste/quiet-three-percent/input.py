"""The copies take 3 % of the core time."""
from made_log import Log

log = Log(spark="3.5.1", settings={"spark.speculation": "true"})
log.executors(5, cores=4)
log.stage(0, run=[10] * 78 + [50] * 2, copies={index: 15 for index in range(78, 80)})
log.stage(1, run=[10] * 200)
log.end()
