"""Asks for the revenue of each of 70 shops in a query of its own. Fixed: in one."""
import os
import sys

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("revenue by shop").getOrCreate()
path = os.environ["DEMO_ROOT"] + "/data/sales"
if sys.argv[1] == "prepare":
    spark.range(0, 400_000, 1, 4).select(
        (F.col("id") % 70).alias("shop"), F.expr("pmod(hash(id), 10007)").alias("amount")).write.parquet(path)
    sys.exit()
sales = spark.read.parquet(path)
if sys.argv[1] == "bad":
    revenue = {}
    for shop in range(70):
        revenue[shop] = sales.where(F.col("shop") == shop).agg(F.sum("amount")).collect()[0][0]
else:
    revenue = dict(sales.groupBy("shop").agg(F.sum("amount")).collect())
print(len(revenue))
spark.stop()
