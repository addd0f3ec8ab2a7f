"""Looks up the events of one hundred-thousandth with a cast around the column, so that all rows are read.
Fixed: with a range of the column."""
import os
import sys

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("find events").getOrCreate()
path = os.environ["DEMO_ROOT"] + "/data/events"
if sys.argv[1] == "prepare":
    spark.range(0, 6_000_000, 1, 12).select(
        (F.col("id") + 10_000_000).alias("event_id"), *(F.md5(F.concat_ws("-", "id", F.lit(n))).alias(f"detail_{n}") for n in range(4))
    ).write.option("parquet.block.size", 8 << 20).parquet(path)
    sys.exit()
events = spark.read.parquet(path)
for start in (11_000, 13_500, 15_900):
    if sys.argv[1] == "bad":
        chosen = events.where(F.col("event_id").cast("string").startswith(str(start)))
    else:
        chosen = events.where(f"event_id >= {start}000 AND event_id < {start + 1}000")
    chosen.agg(*(F.max(f"detail_{n}") for n in range(4))).collect()
spark.stop()
