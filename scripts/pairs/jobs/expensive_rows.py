"""Renders pages: the newest hundred, all in the last partition, take fifty times as long. Fixed: rows are spread."""
import sys

from pyspark.sql import SparkSession, functions as F
from service import call

spark = SparkSession.builder.appName("render pages").getOrCreate()
pages = spark.range(0, 3200, 1, 32)
if sys.argv[1] == "fixed":
    pages = pages.repartition(96)
pages.withColumn("size", call("IF(id >= 3100, 400, 8)")).agg(F.sum("size")).collect()
spark.stop()
