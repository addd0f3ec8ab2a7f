"""Sums one day's payments by a filter on their time, which reads all 24 days. Fixed: also on the day they are stored by."""
import os
import sys

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("payments of a day").getOrCreate()
path = os.environ["DEMO_ROOT"] + "/data/payments"
if sys.argv[1] == "prepare":
    spark.range(0, 4_800_000, 1, 24).selectExpr(
        "timestamp_seconds(1704067200 + id DIV 200000 * 86400 + id % 86400) AS at", "pmod(hash(id), 99991) AS amount",
        "md5(string(id)) AS payer", "md5(string(-id)) AS payee", "id DIV 200000 + 1 AS day"
    ).write.partitionBy("day").parquet(path)
    sys.exit()
payments = spark.read.parquet(path)
for day in (3, 11, 20):
    chosen = payments.where(F.to_date("at").cast("string") == f"2024-01-{day:02d}")
    if sys.argv[1] == "fixed":
        chosen = chosen.where(F.col("day") == day)
    chosen.agg(F.sum("amount"), F.max("payer"), F.min("payee")).collect()
spark.stop()
