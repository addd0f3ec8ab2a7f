"""A query fails since the driver cannot build its broadcast; a Spark job outside of queries runs out of heap too."""
from made_log import GIB, Log

log = Log(settings={"spark.driver.memory": "2g"})
log.driver()
log.executors(2, cores=4)
log.stage(0, run=[20] * 8)
query = log.query("report", error="org.apache.spark.SparkException: Not enough memory to build and broadcast the table "
                  "to all worker nodes.")
log.stage(1, query, run=[20] * 8)
log.peak(1, executor="driver", JVMHeapMemory=int(1.4 * GIB), MajorGCCount=3, MajorGCTime=900)
log.stage(2, run=[20] * 8, failed={7: "java.io.IOException: gone"},
          fails_job="Job aborted due to stage failure: Task serialization failed: java.lang.OutOfMemoryError: Java heap space")
log.end()
