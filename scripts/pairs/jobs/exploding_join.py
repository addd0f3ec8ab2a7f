"""Orders joined with a price list that has each product 16 times; each row of the result is checked.
Fixed: each product once."""
import sys

from pyspark.sql import SparkSession, functions as F
from service import call

spark = SparkSession.builder.appName("check prices").getOrCreate()
orders = spark.range(0, 600, 1, 24).select(F.col("id").alias("order_id"), (F.col("id") % 30).alias("product_id"))
prices = spark.range(0, 480, 1, 2).select((F.col("id") % 30).alias("product_id"), F.lit(9.5).alias("price"))
if sys.argv[1] == "fixed":
    prices = prices.dropDuplicates(["product_id"])
orders.join(prices, "product_id").withColumn("checked", call(30)).groupBy("product_id").agg(
    F.sum("checked"), F.avg("price")).collect()
spark.stop()
