"""Four rounds of work with pauses in which executors are given back at once. Fixed: they are kept for a minute."""
import time

from pyspark.sql import SparkSession, functions as F
from service import call

spark = SparkSession.builder.appName("poll meters").getOrCreate()
for part in range(4):
    spark.range(part, 400, 1, 40).withColumn("reading", call(100)).agg(F.sum("reading")).collect()
    time.sleep(7)  # until the meters answer again
spark.stop()
