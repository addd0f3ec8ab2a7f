"""Translates tickets that come as one gzip file, in one task. Fixed: they are repartitioned after they are read."""
import os
import sys

from pyspark.sql import SparkSession, functions as F
from service import call

spark = SparkSession.builder.appName("translate tickets").getOrCreate()
path = os.environ["DEMO_ROOT"] + "/data/tickets"
if sys.argv[1] == "prepare":
    text = F.concat_ws(" ", *(F.sha2(F.concat_ws("-", "id", F.lit(n)), 256) for n in range(60)))
    tickets = spark.range(0, 1600, 1, 16).select(text.alias("value"))
    tickets.coalesce(1).write.mode("overwrite").option("compression", "gzip").text(path)
    sys.exit()
tickets = spark.read.text(path)
if sys.argv[1] == "fixed":
    tickets = tickets.repartition(24)
tickets.withColumn("translated", call(22)).groupBy("translated").agg(F.max("value")).collect()
spark.stop()
