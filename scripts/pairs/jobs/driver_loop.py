"""Scores the customers of five days on the driver. Fixed: in tasks."""
import sys
import time

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("score customers").getOrCreate()


def score(rows):
    total = 0.0
    for row in rows:
        time.sleep(0.015)  # what a look-up in the model's store takes
        total += len(row.history)
    return total


for day in range(5):
    customers = spark.range(0, 400, 1, 16).select("id", F.sha2(F.concat_ws("-", "id", F.lit(day)), 256).alias("history"))
    if sys.argv[1] == "bad":
        print(score(customers.collect()))
    else:
        print(customers.rdd.mapPartitions(lambda rows: [score(rows)]).sum())
spark.stop()
