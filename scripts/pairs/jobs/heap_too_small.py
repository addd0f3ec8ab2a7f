"""Groups words on a heap that is nearly full of a cached table. Fixed: the heap is four times as large."""
from pyspark import StorageLevel
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("index documents").getOrCreate()
documents = spark.range(0, 60_000, 1, 8).select(
    "id", F.repeat(F.sha2(F.col("id").cast("string"), 512), 14).alias("text")).persist(StorageLevel.MEMORY_ONLY)
documents.count()
words = documents.select("id", F.explode(F.split("text", "[0-9]")).alias("word"))
words.groupBy("word").agg(F.collect_set("id").alias("documents")).write.format("noop").mode("overwrite").save()
spark.stop()
