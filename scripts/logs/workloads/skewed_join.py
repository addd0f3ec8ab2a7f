"""A sort-merge join in which one key holds two thirds of the rows."""
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("orders with customers").getOrCreate()

customers = spark.range(0, 20_000, 1, 4).select(
    F.col("id").alias("customer_id"), F.sha2(F.col("id").cast("string"), 256).alias("name"))
orders = spark.range(0, 2_400_000, 1, 8).select(
    F.when(F.col("id") % 3 != 0, F.lit(7)).otherwise(F.col("id") % 20_000).alias("customer_id"),
    F.sha2(F.col("id").cast("string"), 256).alias("note"))

joined = orders.join(customers, "customer_id")
heavy = F.lit("")
for _ in range(6):
    heavy = F.sha2(F.concat(F.col("note"), F.col("name"), heavy), 512)
joined.select("customer_id", heavy.alias("digest")).write.format("noop").mode("overwrite").save()
joined.groupBy("customer_id").count().orderBy(F.desc("count")).limit(5).collect()
spark.stop()
