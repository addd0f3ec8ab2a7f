"""Three executors, and for most of the time only one core of them is busy."""
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("train model").getOrCreate()
spark.range(0, 3_000_000, 1, 12).select(F.sum(F.hash("id"))).collect()
digest = F.col("id").cast("string")
for _ in range(10):
    digest = F.sha2(digest, 512)
for part in range(3):
    spark.range(part, 1_000_000, 1, 1).select(F.max(digest)).collect()
spark.stop()
