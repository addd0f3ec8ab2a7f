"""The machine kills an executor that takes more memory than it has (played by the job): what it had is lost.
Fixed: it has more, and is not killed."""
import os
import signal
import sys
import time

from pyspark import TaskContext
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("merge logs").getOrCreate()
sc = spark.sparkContext
marker = os.path.join(os.environ["DEMO_ROOT"], "tmp", "killed-" + sc.applicationId)
too_small = sys.argv[1] == "bad"


def parse(rows):
    time.sleep(3)
    return ((n % 24, n) for n in rows)


def merge(rows):
    time.sleep(2.5)
    if too_small and TaskContext.get().partitionId() == 9 and not os.path.exists(marker):
        open(marker, "w").close()
        with open("/proc/%d/stat" % os.getppid()) as stat:  # worker < daemon < executor
            os.kill(int(stat.read().rsplit(")", 1)[1].split()[1]), signal.SIGKILL)
        time.sleep(30)
    return [len(list(rows))]


print(sc.parallelize(range(20_000), 24).mapPartitions(parse).groupByKey(24).mapPartitions(merge).sum())
spark.stop()
