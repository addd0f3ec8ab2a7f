"""Many short-lived objects beside a cache that fills a small heap."""
from pyspark.sql import SparkSession, functions as F
from pyspark import StorageLevel

spark = SparkSession.builder.appName("tokenise documents").getOrCreate()
docs = spark.range(0, 60_000, 1, 8).select("id", F.repeat(F.sha2(F.col("id").cast("string"), 512), 12).alias("text"))
kept = docs.persist(StorageLevel.MEMORY_ONLY)
kept.count()
words = kept.select("id", F.explode(F.split("text", "[0-9]")).alias("word"))
for _ in range(2):
    words.groupBy("word").agg(F.countDistinct("id"), F.collect_set("id").alias("docs")).write.format(
        "noop").mode("overwrite").save()
spark.stop()
