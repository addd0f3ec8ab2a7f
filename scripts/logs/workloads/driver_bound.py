"""The driver collects, computes and waits while the executors have nothing to do."""
import time

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("score customers").getOrCreate()
total = 0
for day in range(4):
    rows = spark.range(0, 60_000, 1, 4).select("id", F.sha2(F.col("id").cast("string"), 256).alias("k")).collect()
    until = time.time() + 9
    while time.time() < until:  # what a loop over collected rows costs
        total += sum(len(row.k) for row in rows[:2000])
        time.sleep(0.2)
print(total)
spark.stop()
