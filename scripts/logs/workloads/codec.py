"""A small job whose log is written once with each codec."""
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("codec").getOrCreate()
spark.range(0, 200_000, 1, 6).groupBy((F.col("id") % 100).alias("k")).agg(F.sum("id")).orderBy("k").collect()
spark.sparkContext.parallelize(range(1000), 8).map(lambda n: (n % 10, n)).groupByKey().count()
spark.stop()
