"""Five rounds of tasks on four machines, one of which takes four times as long. Fixed: it is replaced."""
import os
import sys
import time

from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("compress archives").getOrCreate()
slow_address = "127.0.0.4" if sys.argv[1] == "bad" else ""


def compress(rows):
    time.sleep(4 if os.environ.get("SPARK_LOCAL_IP") == slow_address else 1)
    return [sum(rows)]


for part in range(5):
    print(spark.sparkContext.parallelize(range(4000), 40).mapPartitions(compress).sum())
spark.stop()
