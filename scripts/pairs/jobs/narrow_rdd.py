"""Fetches 1,200 pages from an RDD of three partitions. Fixed: of 48."""
import sys
import time

from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("fetch pages").getOrCreate()


def fetch(page):
    time.sleep(0.08)
    return len(str(page))


pages = spark.sparkContext.parallelize(range(1200), 3 if sys.argv[1] == "bad" else 48)
print(pages.map(fetch).sum())
spark.stop()
