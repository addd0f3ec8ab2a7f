"""Scores products, and sums the scores by shelf and by brand in one query, which scores each product twice.
Fixed: the scores are cached."""
import sys

from pyspark.sql import SparkSession, functions as F
from service import call

spark = SparkSession.builder.appName("score products").getOrCreate()
scored = spark.range(0, 3200, 1, 32).select(
    (F.col("id") % 40).alias("shelf"), (F.col("id") % 7).alias("brand"), call(40).alias("score"))
if sys.argv[1] == "fixed":
    scored = scored.cache()
by_shelf = scored.groupBy(F.col("shelf").alias("key")).agg(F.sum("score"))
by_brand = scored.groupBy(F.col("brand").alias("key")).agg(F.sum("score"))
by_shelf.union(by_brand).collect()
spark.stop()
