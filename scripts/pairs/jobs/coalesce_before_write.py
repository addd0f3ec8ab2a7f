"""Geocodes addresses and writes two files: coalesce(2) takes the calls down to two tasks. Fixed: repartition(2)."""
import os
import sys

from pyspark.sql import SparkSession, functions as F
from service import call

spark = SparkSession.builder.appName("geocode addresses").getOrCreate()
addresses = spark.range(0, 1600, 1, 16).select("id", F.sha2(F.col("id").cast("string"), 256).alias("address"))
located = addresses.withColumn("cell", call(40))
located = located.coalesce(2) if sys.argv[1] == "bad" else located.repartition(2)
located.write.mode("overwrite").parquet(os.environ["DEMO_ROOT"] + "/data/located")
spark.read.parquet(os.environ["DEMO_ROOT"] + "/data/located").groupBy("cell").count().collect()
spark.stop()
