"""Four executors for a job whose short stages have four tasks. Fixed: two executors."""
from pyspark.sql import SparkSession, functions as F
from service import call

spark = SparkSession.builder.appName("hourly stock").getOrCreate()
for hour in range(24):
    stock = spark.range(hour, 120, 1, 4).withColumn("level", call(28))
    stock.groupBy(F.col("id") % 10).agg(F.sum("level")).collect()
spark.stop()
