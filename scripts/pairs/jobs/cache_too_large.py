"""Four reports on a cached table of which less than half fits into memory. Fixed: the rest goes to disk."""
import sys

from pyspark import StorageLevel
from pyspark.sql import SparkSession, functions as F
from service import call

spark = SparkSession.builder.appName("reports on documents").getOrCreate()
documents = spark.range(0, 960, 1, 16).select(
    "id", F.repeat(F.sha2(F.col("id").cast("string"), 512), 3000).alias("text"), call(110).alias("language"))
documents.persist(StorageLevel.MEMORY_ONLY if sys.argv[1] == "bad" else StorageLevel.MEMORY_AND_DISK)
for report in range(4):
    documents.groupBy((F.col("id") % (report + 2)).alias("part")).agg(
        F.sum("language"), F.max(F.length("text"))).collect()
spark.stop()
