"""A well-built job: even partitions, enough tasks, a broadcast join, four files written."""
import os

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("daily revenue").getOrCreate()
out = os.path.join(os.environ["DEMO_ROOT"], "data", "revenue")

orders = spark.range(0, 6_000_000, 1, 12).select(
    (F.col("id") % 50_000).alias("customer"),
    (F.col("id") % 40).cast("int").alias("country_id"),
    (F.hash("id") % 1000 / 10.0).alias("amount"))
countries = spark.range(40).select(
    F.col("id").cast("int").alias("country_id"),
    F.concat(F.lit("country "), F.col("id")).alias("country"))

revenue = (orders.join(F.broadcast(countries), "country_id")
           .groupBy("country", "customer").agg(F.sum("amount").alias("revenue"), F.count("*").alias("orders")))
revenue.repartition(4).write.mode("overwrite").parquet(out)
spark.read.parquet(out).groupBy("country").agg(F.max("revenue")).collect()
spark.stop()
