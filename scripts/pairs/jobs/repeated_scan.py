"""Five reports, each of which reads the same JSON again. Fixed: it is read once and cached."""
import os
import sys

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("reports on rides").getOrCreate()
path = os.environ["DEMO_ROOT"] + "/data/rides"
if sys.argv[1] == "prepare":
    spark.range(0, 1_000_000, 1, 8).selectExpr(
        "id", "id % 90 AS zone", "id % 5 AS tariff", "id % 24 AS hour", "pmod(hash(id), 9000) / 100 AS fare",
        "md5(string(id)) AS driver").write.json(path)
    sys.exit()
rides = spark.read.schema("id LONG, zone INT, tariff INT, hour INT, fare DOUBLE, driver STRING").json(path)
if sys.argv[1] == "fixed":
    rides = rides.cache()
for column in ("zone", "tariff", "hour"):
    rides.groupBy(column).agg(F.sum("fare"), F.count("*")).collect()
rides.groupBy("zone", "hour").agg(F.avg("fare")).collect()
rides.agg(F.max("fare"), F.min("driver")).collect()
spark.stop()
