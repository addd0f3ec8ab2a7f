"""Profiles documents as arrays of 300,000 numbers on a small heap with a tiny young generation. Fixed: on a large one."""
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("profile documents").getOrCreate()
documents = spark.range(0, 1200, 1, 16).select("id", F.expr("sequence(1, 300000)").alias("positions"))
shingles = documents.select("id", F.expr("transform(positions, p -> pmod(hash(p, id), 1000003))").alias("shingles"))
sizes = shingles.select("id", F.expr("size(array_distinct(transform(shingles, s -> s * 31 % 65536)))").alias("size"))
sizes.groupBy(F.col("id") % 8).agg(F.avg("size")).collect()
spark.stop()
