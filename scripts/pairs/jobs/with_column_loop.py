"""Looks at its rows, then adds 900 columns one after the other, each in a plan of its own. Fixed: all in one select."""
import sys

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("build features").getOrCreate()
base = spark.range(0, 2000, 1, 2).withColumn("x", F.rand(7))
base.agg(F.avg("x")).collect()
columns = {f"f{n}": (F.col("x") * n).alias(f"f{n}") for n in range(900)}
features = base
if sys.argv[1] == "bad":
    for name, column in columns.items():
        features = features.withColumn(name, column)
else:
    features = base.select("*", *columns.values())
features.agg(*(F.sum(name) for name in list(columns)[:50])).collect()
spark.stop()
