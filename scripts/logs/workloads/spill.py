"""A sort and an aggregation over far more data than the executors' memory holds."""
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("sessionise clicks").getOrCreate()

clicks = spark.range(0, 2_000_000, 1, 4).select(
    F.sha2(F.col("id").cast("string"), 512).alias("session"), (F.col("id") % 97).alias("page"))
clicks.repartition(2, "page").sortWithinPartitions("session").write.format("noop").mode("overwrite").save()
clicks.groupBy("session").agg(F.collect_list("page").alias("pages")).write.format("noop").mode("overwrite").save()
spark.stop()
