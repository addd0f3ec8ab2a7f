"""Broadcasts a table of two million customers by a hint. Fixed: without the hint."""
import sys

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("orders with customers").getOrCreate()
orders = spark.range(0, 1_000_000, 1, 8).select((F.col("id") * 2 % 2_000_003).alias("customer_id"))
customers = spark.range(0, 2_000_000, 1, 8).select(
    F.col("id").alias("customer_id"), F.sha2(F.col("id").cast("string"), 256).alias("name"))
if sys.argv[1] == "bad":
    customers = customers.hint("broadcast")
orders.join(customers, "customer_id").agg(F.max("name"), F.count("*")).collect()
spark.stop()
