"""Two tasks hang on their first attempt. Spark starts a speculative copy only on another host, and here is one."""
import time

from pyspark import TaskContext
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("resize images").getOrCreate()


def resize(rows):
    context = TaskContext.get()
    slow = context.partitionId() in (3, 9) and context.attemptNumber() == 0
    time.sleep(25 if slow else 0.5)
    return [sum(rows)]


print(spark.sparkContext.parallelize(range(1000), 12).mapPartitions(resize).sum())
spark.stop()
