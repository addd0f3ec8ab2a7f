"""Sorts clicks in two partitions, each far larger than a task's memory. Fixed: in 48."""
import sys

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("sort clicks").getOrCreate()
clicks = spark.range(0, 10_000_000, 1, 16).select(
    F.expr("pmod(hash(id), 9973)").alias("page"), F.expr("hash(id, 7)").alias("session"),
    F.expr("repeat(string(hash(id, 3)), 14)").alias("detail"))
clicks.repartition(2 if sys.argv[1] == "bad" else 48, "page").sortWithinPartitions("session", "detail").write.format(
    "noop").mode("overwrite").save()
spark.stop()
