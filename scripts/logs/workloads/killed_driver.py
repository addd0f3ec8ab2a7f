"""The driver is killed in the middle of a stage: the log stays .inprogress and has no end."""
import os
import signal
import threading
import time

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("nightly load").getOrCreate()
sc = spark.sparkContext
spark.range(0, 500_000, 1, 8).groupBy((F.col("id") % 10).alias("k")).count().collect()
sc.parallelize(range(1000), 8).map(lambda n: (n % 7, n)).reduceByKey(lambda a, b: a + b).collect()


def slow(rows):
    time.sleep(1.5)
    return rows


def kill():
    time.sleep(5)
    os.kill(os.getppid(), signal.SIGKILL)  # spark-submit is the parent of this process


threading.Thread(target=kill, daemon=True).start()
sc.parallelize(range(1000), 24).map(lambda n: (n % 7, n)).mapPartitions(slow).groupByKey().count()
