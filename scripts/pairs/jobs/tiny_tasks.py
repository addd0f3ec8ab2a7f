"""Sums a few numbers in 1,500 tasks. Fixed: in eight."""
import sys

from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("sum counters").getOrCreate()
counters = spark.sparkContext.parallelize(range(30_000), 1500 if sys.argv[1] == "bad" else 8)
print(counters.map(lambda n: n * n % 1009).sum())
spark.stop()
