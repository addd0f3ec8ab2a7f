"""Finds the tariff of each call by comparing it with every tariff. Fixed: only with those of its hour."""
import sys

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("rate calls").getOrCreate()
calls = spark.range(0, 800_000, 1, 8).select(F.expr("pmod(hash(id), 3600000)").alias("second"))
tariffs = spark.range(0, 12_000, 1, 1).select((F.col("id") * 300).alias("from"), (F.col("id") * 300 + 300).alias("to"))
within = (F.col("second") >= F.col("from")) & (F.col("second") < F.col("to"))
if sys.argv[1] == "fixed":
    within = within & (F.floor(F.col("second") / 3600) == F.floor(F.col("from") / 3600))
calls.join(tariffs, within).agg(F.count("*"), F.sum("from")).collect()
spark.stop()
