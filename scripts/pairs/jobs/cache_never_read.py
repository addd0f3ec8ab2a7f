"""Enriches events, caches and counts them, and then exports them from the source again. Fixed: nothing is cached."""
import os
import sys

from pyspark.sql import SparkSession, functions as F
from service import call

spark = SparkSession.builder.appName("export events").getOrCreate()
events = spark.range(0, 2000, 1, 32).withColumn("kind", F.col("id") % 9)
enriched = events.withColumn("place", call(60))
if sys.argv[1] == "bad":
    enriched.cache()
print(enriched.count())
events.withColumn("sent", call(40)).write.mode("overwrite").parquet(os.environ["DEMO_ROOT"] + "/data/export")
spark.stop()
