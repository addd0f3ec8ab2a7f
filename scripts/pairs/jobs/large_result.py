"""Collects 1.6 million rows to write them from the driver. Fixed: the tasks write them."""
import os
import sys

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("export keys").getOrCreate()
keys = spark.range(0, 1_600_000, 1, 16).select(
    "id", F.sha2(F.col("id").cast("string"), 512).alias("key"), F.md5(F.col("id").cast("string")).alias("check"))
path = os.environ["DEMO_ROOT"] + "/data/keys.csv"
if sys.argv[1] == "bad":
    with open(path, "w") as out:
        for row in keys.collect():
            out.write(f"{row.id},{row.key},{row.check}\n")
else:
    keys.write.mode("overwrite").csv(path)
spark.stop()
