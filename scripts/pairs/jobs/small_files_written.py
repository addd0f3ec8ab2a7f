"""Writes 40 days from each of 24 tasks: 960 files. Fixed: each day from one task."""
import os
import sys

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("store readings").getOrCreate()
readings = spark.range(0, 480_000, 1, 24).select(
    F.expr("pmod(hash(id), 40)").alias("day"), F.rand(7).alias("value"), F.md5(F.col("id").cast("string")).alias("unit"))
if sys.argv[1] == "fixed":
    readings = readings.repartition("day")
readings.write.mode("overwrite").partitionBy("day").parquet(os.environ["DEMO_ROOT"] + "/data/readings")
spark.stop()
