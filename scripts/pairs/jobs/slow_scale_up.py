"""Dynamic allocation that asks for one executor, and only every 15 s for more. Fixed: it starts with all four."""
from pyspark.sql import SparkSession, functions as F
from service import call

spark = SparkSession.builder.appName("price offers").getOrCreate()
spark.range(0, 3000, 1, 150).withColumn("price", call(50)).agg(F.sum("price")).collect()
spark.stop()
