"""Containers are killed for memory; a task takes 4 of an executor's 8 cores, so half as many tasks are 4 cores."""
from made_log import Log

log = Log(settings={"spark.executor.memory": "4g", "spark.task.cpus": "4"})
log.executors(1, cores=8)
log.executors(1, cores=8, until=41,
              why_removed="Container killed by YARN for exceeding memory limits. 4.5 GB of 4.5 GB physical memory used.")
log.stage(0, run=[20] * 48, failed={index: "ExecutorLostFailure: Container killed by YARN for exceeding memory limits."
                                    for index in (6, 7)})
log.end()
