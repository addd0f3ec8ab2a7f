"""Masks numbers with a Python function row by row. Fixed: with Spark's own functions."""
import sys

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("mask numbers").getOrCreate()


@F.udf("string")
def mask(number):
    return number[:4] + "*" * (len(number) - 8) + number[-4:]


numbers = spark.range(0, 1_000_000, 1, 8).select(F.md5(F.col("id").cast("string")).alias("number"))
masked = mask("number") if sys.argv[1] == "bad" else F.expr(
    "concat(left(number, 4), repeat('*', length(number) - 8), right(number, 4))")
numbers.select(masked.alias("masked")).agg(F.max("masked"), F.countDistinct(F.substring("masked", 1, 4))).collect()
spark.stop()
