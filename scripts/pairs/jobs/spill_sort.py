"""Sorts clicks in two partitions, each far larger than a task's memory. Fixed: in 48."""
import sys

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("sort clicks").getOrCreate()
clicks = spark.range(0, 2_600_000, 1, 8).select(
    F.sha2(F.col("id").cast("string"), 512).alias("session"), F.expr("pmod(hash(id), 9973)").alias("page"))
clicks.repartition(2 if sys.argv[1] == "bad" else 48, "page").sortWithinPartitions("session").write.format(
    "noop").mode("overwrite").save()
spark.stop()
