"""One partition does all the work: coalesce(1) and a window without PARTITION BY."""
from pyspark.sql import SparkSession, Window, functions as F

spark = SparkSession.builder.appName("export ledger").getOrCreate()
digest = F.col("id").cast("string")
for _ in range(9):
    digest = F.sha2(digest, 512)
ledger = spark.range(0, 1_600_000, 1, 8).select("id", digest.alias("digest"))
ledger.coalesce(1).write.format("noop").mode("overwrite").save()
numbered = spark.range(0, 1_500_000, 1, 8).select(
    "id", F.row_number().over(Window.orderBy(F.hash("id"))).alias("row"))
numbered.agg(F.max("row"), F.sum(F.col("row") * F.col("id"))).collect()
spark.stop()
