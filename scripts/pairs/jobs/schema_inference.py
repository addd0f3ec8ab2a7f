"""Reads a CSV file and has Spark find out its types. Fixed: the types are given."""
import os
import sys

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("import trips").getOrCreate()
path = os.environ["DEMO_ROOT"] + "/data/trips"
if sys.argv[1] == "prepare":
    spark.range(0, 700_000, 1, 4).selectExpr(
        "id", "timestamp_seconds(1700000000 + id) AS started", "timestamp_seconds(1700000600 + id) AS ended",
        "pmod(hash(id), 9000) / 100 AS fare", "md5(string(id)) AS driver").write.option("header", True).csv(path)
    sys.exit()
reader = spark.read.option("header", True)
if sys.argv[1] == "bad":
    trips = reader.option("inferSchema", True).csv(path)
else:
    trips = reader.schema("id INT, started TIMESTAMP, ended TIMESTAMP, fare DOUBLE, driver STRING").csv(path)
trips.groupBy(F.hour("started")).agg(F.sum("fare"), F.max("ended")).collect()
spark.stop()
