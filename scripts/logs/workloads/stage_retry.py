"""An executor dies after the shuffle was written: fetch failures, and the map stage runs again."""
import os
import signal
import time

from pyspark import TaskContext
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("merge ledgers").getOrCreate()
sc = spark.sparkContext
marker = os.path.join(os.environ["DEMO_ROOT"], "tmp", "lost-" + sc.applicationId)


def lose_executor_once(rows):
    rows = list(rows)
    if TaskContext.get().partitionId() == 1 and not os.path.exists(marker):
        open(marker, "w").close()
        time.sleep(1)
        with open("/proc/%d/stat" % os.getppid()) as stat:
            executor = int(stat.read().rsplit(")", 1)[1].split()[1])
        os.kill(executor, signal.SIGKILL)
        time.sleep(30)
    return [len(rows)]


pairs = sc.parallelize(range(120_000), 6).map(lambda n: (n % 1000, n))
once = pairs.groupByKey(10).mapPartitions(lose_executor_once)
print(once.sum())
print(pairs.reduceByKey(lambda a, b: a + b, 4).count())
spark.stop()
