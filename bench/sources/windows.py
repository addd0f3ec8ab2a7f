"""The application behind the benchmark's source logs; make_sources.py runs it.

    windows.py joins    joins, aggregates and 8 window functions; about 10 KB of log for each task
    windows.py wide     36 window functions in one stage; task ends as large as Photon's: more than 200
                        accumulables, 29 KB

Each window function has an order of its own, so Spark puts a sort before it; that makes five more accumulables in
every task end of the stage.
"""

import sys

from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

shape = sys.argv[1]
spark = SparkSession.builder.appName(f"benchmark source: {shape}").getOrCreate()
facts = spark.range(0, 200_000, 1, 8).select("id", (F.col("id") % 997).alias("shop"), (F.hash("id") % 1000).alias("amount"))
shops = spark.range(0, 997, 1, 2).select(F.col("id").alias("shop"), (F.col("id") % 31).alias("region"))
joined = facts.join(shops, "shop")
if shape == "joins":
    joined.groupBy("region").agg(F.sum("amount"), F.countDistinct("shop")).collect()
windows = joined.select("shop", "region", "amount")
for i in range(8 if shape == "joins" else 36):
    order = Window.partitionBy("shop").orderBy((F.col("amount") * (i + 1)) % 1009)
    windows = windows.withColumn("amount", F.sum("amount").over(order) % 1000)
windows.groupBy("shop").agg(F.max("amount")).collect()
spark.stop()
