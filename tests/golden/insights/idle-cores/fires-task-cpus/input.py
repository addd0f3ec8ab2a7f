"""A standalone cluster of eight executors, on which a task takes two cores: spark.cores.max counts cores."""
from made_log import Log

log = Log(master="spark://10.0.0.1:7077", settings={"spark.task.cpus": "2"})
log.executors(8, cores=8)
log.stage(0, run=[30] * 32)
log.stage(1, run=[600] * 8)
log.end()
