"""Translates tickets that come as one gzip file. Fixed: as 16 of them."""
import os
import sys

from pyspark.sql import SparkSession, functions as F
from service import call

spark = SparkSession.builder.appName("translate tickets").getOrCreate()
root = os.environ["DEMO_ROOT"] + "/data/"
if sys.argv[1] == "prepare":
    text = F.concat_ws(" ", *(F.sha2(F.concat_ws("-", "id", F.lit(n)), 256) for n in range(60)))
    tickets = spark.range(0, 1600, 1, 16).select(text.alias("value"))
    tickets.write.mode("overwrite").option("compression", "gzip").text(root + "fixed")
    tickets.coalesce(1).write.mode("overwrite").option("compression", "gzip").text(root + "bad")
else:
    tickets = spark.read.text(root + sys.argv[1])
    tickets.withColumn("translated", call(22)).groupBy("translated").agg(F.max("value")).collect()
spark.stop()
