"""Takes the orders of 6,000 customers by a list in the filter. Fixed: by a join."""
import sys

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("orders of the panel").getOrCreate()
orders = spark.range(0, 2_000_000, 1, 16).select(
    F.concat(F.lit("customer-"), (F.col("id") % 50_000).cast("string")).alias("customer"), F.col("id").alias("amount"))
panel = [f"customer-{n * 8}" for n in range(6000)]
for least in (0, 1000):
    chosen = orders.where(F.col("amount") >= least)
    if sys.argv[1] == "bad":
        chosen = chosen.where(F.col("customer").isin(panel))
    else:
        chosen = chosen.join(spark.createDataFrame([(name,) for name in panel], "customer string"), "customer", "left_semi")
    chosen.groupBy(F.substring("customer", -1, 1)).agg(F.sum("amount")).collect()
spark.stop()
