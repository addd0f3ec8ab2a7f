"""YARN kills an executor's container for its memory: exit code 137."""
from made_log import Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(2, cores=4)
log.stage(0, run=[20] * 16, failed={index: "ExecutorLostFailure: Container from a bad node. Exit status: 137."
                                    for index in range(4)})
log.end()
