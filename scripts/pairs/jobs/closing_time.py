"""Writes a report, then mails it to 250 subscribers while the session is still open. Fixed: it is stopped before."""
import os
import sys
import time

from pyspark.sql import SparkSession, functions as F
from service import call

spark = SparkSession.builder.appName("daily report").getOrCreate()
report = spark.range(0, 800, 1, 16).withColumn("state", call(20)).groupBy(F.col("id") % 20).agg(F.sum("state"))
report.write.mode("overwrite").parquet(os.environ["DEMO_ROOT"] + "/data/report")
if sys.argv[1] == "fixed":
    spark.stop()
for subscriber in range(250):
    time.sleep(0.1)  # a mail
spark.stop()
