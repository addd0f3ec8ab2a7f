"""Kubernetes kills a container of a Python application, whose overhead is two fifths of the heap."""
from made_log import Log

log = Log(master="k8s://https://10.0.0.1:443", settings={"spark.executor.memory": "4g",
                                                         "spark.kubernetes.memoryOverheadFactor": "0.4"})
log.executors(1, cores=4)
log.executors(1, cores=4, until=41, why_removed="""The executor with id 2 exited with exit code 137(SIGKILL, possible container OOM).""")
log.stage(0, run=[20] * 24, failed={index: "ExecutorLostFailure: The executor with id 2 exited with exit code 137(SIGKILL, possible container OOM)."
                                    for index in (12, 13, 14, 15)})
log.end()
