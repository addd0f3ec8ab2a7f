"""Tasks that fail and are retried, a job that fails for good, and an executor that is killed."""
import os
import signal
import time

from pyspark import TaskContext
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("load partners").getOrCreate()
sc = spark.sparkContext
marker = os.path.join(os.environ["DEMO_ROOT"], "tmp", "killed-" + sc.applicationId)


def flaky(rows):
    context = TaskContext.get()
    if context.partitionId() % 5 == 0 and context.attemptNumber() < 2:
        time.sleep(0.5)
        raise ValueError("partner file %d is not readable" % context.partitionId())
    return [sum(rows)]


def fatal(rows):
    if TaskContext.get().partitionId() == 3:
        raise KeyError("customer_id")
    time.sleep(1.5)
    return rows


def kill_executor_once(rows):
    if TaskContext.get().partitionId() == 2 and not os.path.exists(marker):
        open(marker, "w").close()
        time.sleep(1)
        with open("/proc/%d/stat" % os.getppid()) as stat:  # worker < daemon < executor
            executor = int(stat.read().rsplit(")", 1)[1].split()[1])
        os.kill(executor, signal.SIGKILL)
        time.sleep(30)
    time.sleep(0.4)
    return rows


sc.parallelize(range(1000), 20).mapPartitions(flaky).sum()
try:
    sc.parallelize(range(1000), 8).mapPartitions(fatal).count()
except Exception as error:
    print("expected:", type(error).__name__)
sc.parallelize(range(1000), 12).mapPartitions(kill_executor_once).count()
try:
    spark.range(0, 100, 1, 4).select(
        F.expr("CASE WHEN id = 42 THEN raise_error('row 42 has no currency') ELSE id END")).write.format(
            "noop").mode("overwrite").save()
except Exception as error:
    print("expected:", type(error).__name__)
spark.stop()
