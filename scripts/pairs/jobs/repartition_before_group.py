"""Shuffles wide events by region and then groups them by user, which shuffles them again. Fixed: only the latter."""
import sys

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("last event of a user").getOrCreate()
events = spark.range(0, 3_000_000, 1, 8).select(
    (F.col("id") % 90).alias("region"), F.expr("pmod(hash(id), 1200007)").alias("user"),
    F.expr("repeat(string(hash(id)), 12)").alias("detail"))
if sys.argv[1] == "bad":
    events = events.repartition(16, "region")
events.groupBy("user").agg(F.max("detail"), F.count("*")).write.format("noop").mode("overwrite").save()
spark.stop()
