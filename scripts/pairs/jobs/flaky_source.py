"""Reads partners' files; those of every third partner break off near their end and are read again.
Fixed: none breaks off."""
import sys
import time

from pyspark import TaskContext
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("load partners").getOrCreate()
breaks_off = sys.argv[1] == "bad"


def load(rows):
    time.sleep(5)
    context = TaskContext.get()
    if breaks_off and context.partitionId() % 3 == 0 and context.attemptNumber() < 2:
        raise ConnectionResetError("partner %d closed the connection" % context.partitionId())
    return [sum(rows)]


print(spark.sparkContext.parallelize(range(10_000), 24).mapPartitions(load).sum())
spark.stop()
