"""240 small files written by partition, 60 flat ones, and all of them read again."""
import os

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("compact sensors").getOrCreate()
root = os.path.join(os.environ["DEMO_ROOT"], "data", "sensors")
readings = spark.range(0, 240_000, 1, 4).select(
    "id", (F.col("id") % 60).alias("sensor"), F.rand(7).alias("value"))
readings.write.mode("overwrite").partitionBy("sensor").parquet(root + "/by-sensor")
readings.repartition(60).write.mode("overwrite").json(root + "/flat")
back = spark.read.parquet(root + "/by-sensor")
back.groupBy("sensor").agg(F.avg("value")).collect()
back.where("sensor = 7").count()
spark.read.json(root + "/flat").agg(F.max("value")).collect()
spark.stop()
