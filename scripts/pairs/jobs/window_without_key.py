"""Numbers sales by amount over all regions, in one task. Fixed: within each region."""
import sys

from pyspark.sql import SparkSession, Window, functions as F

spark = SparkSession.builder.appName("rank sales").getOrCreate()
sales = spark.range(0, 2_500_000, 1, 4).select(
    (F.col("id") % 200).alias("region"), F.expr("pmod(hash(id), 1000003)").alias("amount"),
    F.expr("repeat(string(hash(id)), 6)").alias("note"))
order = Window.orderBy(F.desc("amount"), "note")
if sys.argv[1] == "fixed":
    order = order.partitionBy("region")
sales.withColumn("rank", F.row_number().over(order)).write.format("noop").mode("overwrite").save()
spark.stop()
