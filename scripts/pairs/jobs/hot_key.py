"""Orders go to the partition of their customer, then each is checked; one customer has 40 % of them.
Fixed: the key is salted."""
import sys

from pyspark.sql import SparkSession, functions as F
from service import call

spark = SparkSession.builder.appName("check orders").getOrCreate()
orders = spark.range(0, 4000, 1, 8).select(
    F.col("id").alias("order_id"), F.expr("IF(id % 5 < 2, 42, id % 997)").alias("customer_id"),
    F.sha2(F.col("id").cast("string"), 512).alias("note"))
if sys.argv[1] == "bad":
    routed = orders.repartition(32, "customer_id")
else:
    routed = orders.withColumn("salt", F.col("order_id") % 64).repartition(32, "customer_id", "salt")
routed.withColumn("verdict", call(20)).write.format("noop").mode("overwrite").save()
spark.stop()
