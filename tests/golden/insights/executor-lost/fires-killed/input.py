"""YARN kills an executor's container for its memory while four tasks run on it; they run again on the other one."""
from made_log import GIB, Log

log = Log(settings={"spark.executor.memory": "4g"})
log.executors(1, cores=4)
log.executors(1, cores=4, until=41,
              why_removed="Container killed by YARN for exceeding memory limits. 4.5 GB of 4.5 GB physical memory used.")
log.stage(0, run=[20] * 24, failed={index: "ExecutorLostFailure: Container killed by YARN for exceeding memory limits."
                                    for index in (12, 13, 14, 15)})
log.peak(0, JVMHeapMemory=3 * GIB, ProcessTreeJVMRSSMemory=int(4.2 * GIB), ProcessTreePythonRSSMemory=GIB)
log.end()
