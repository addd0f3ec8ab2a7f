"""Joins wide orders with a table of a thousand products by sorting both. Fixed: the products are broadcast."""
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("orders with products").getOrCreate()
orders = spark.range(0, 5_000_000, 1, 8).select(
    (F.col("id") % 1000).alias("product_id"), F.expr("repeat(string(hash(id)), 12)").alias("note"))
products = spark.range(0, 1000, 1, 1).select(F.col("id").alias("product_id"), F.md5(F.col("id").cast("string")).alias("name"))
orders.join(products, "product_id").groupBy(F.substring("name", 1, 1).alias("letter")).agg(
    F.max("note"), F.count("*")).collect()
spark.stop()
