"""Executors come when tasks wait and go when nothing is left to do."""
import time

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("elastic load").getOrCreate()
sc = spark.sparkContext


def work(rows):
    time.sleep(0.7)
    return [sum(rows)]


for tasks in (24, 2, 18):
    sc.parallelize(range(1000), tasks).mapPartitions(work).sum()
    time.sleep(7)
spark.range(0, 500_000, 1, 8).groupBy((F.col("id") % 13).alias("k")).count().collect()
spark.stop()
