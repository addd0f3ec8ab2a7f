"""Cached RDDs and DataFrames: in memory, serialised, on disk, replicated, partly evicted, unpersisted."""
import time

from pyspark import StorageLevel
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("feature cache").getOrCreate()
sc = spark.sparkContext

numbers = sc.parallelize(range(200_000), 6).map(lambda n: (n % 100, n)).setName("numbers")
numbers.persist(StorageLevel.MEMORY_ONLY)
numbers.count()
numbers.reduceByKey(lambda a, b: a + b).count()
on_disk = sc.parallelize(range(50_000), 4).setName("on disk").persist(StorageLevel.DISK_ONLY)
on_disk.count()
twice = sc.parallelize(range(50_000), 4).setName("twice").persist(StorageLevel.MEMORY_AND_DISK_2)
twice.count()

features = spark.range(0, 400_000, 1, 6).select("id", F.sha2(F.col("id").cast("string"), 256).alias("f")).cache()
features.count()
features.where("id % 2 = 0").agg(F.max("f")).collect()
dropped = sc.parallelize(range(10_000), 2).setName("dropped").cache()
dropped.count()
dropped.unpersist(True)
# More than the memory holds: some partitions do not fit.
wide = spark.range(0, 900_000, 1, 12).select(F.sha2(F.col("id").cast("string"), 512).alias("w"))
wide.persist(StorageLevel.MEMORY_ONLY).count()
time.sleep(3)
spark.stop()
