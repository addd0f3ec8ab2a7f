"""Joins visits with shops, one of which has half of them, and rates each visit; Spark does not split the skewed
partition. Fixed: it does."""
from pyspark.sql import SparkSession, functions as F
from service import call

spark = SparkSession.builder.appName("rate visits").getOrCreate()
text = F.concat_ws(" ", *(F.sha2(F.concat_ws("-", "id", F.lit(n)), 512) for n in range(40)))
visits = spark.range(0, 3000, 1, 8).select(
    F.expr("IF(id % 2 = 0, 7, id % 499)").alias("shop_id"), text.alias("note"))
shops = spark.range(0, 500, 1, 2).select(F.col("id").alias("shop_id"), F.sha2(F.lit("shop"), 256).alias("name"))
visits.join(shops, "shop_id").withColumn("rating", call(20)).write.format("noop").mode("overwrite").save()
spark.stop()
