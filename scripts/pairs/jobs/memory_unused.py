"""Executors of 3 GiB for a job that needs little memory. Fixed: of 1 GiB."""
from pyspark.sql import SparkSession, functions as F
from service import call

spark = SparkSession.builder.appName("ping devices").getOrCreate()
for part in range(48):  # five minutes: of a shorter run dataflint says nothing
    spark.range(part, 1200, 1, 32).withColumn("answer", call(40)).groupBy(F.col("id") % 5).agg(F.sum("answer")).collect()
spark.stop()
