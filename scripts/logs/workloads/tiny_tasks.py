"""1,500 tasks that each do next to nothing."""
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("count events").getOrCreate()
spark.range(0, 1_500_000, 1, 1_200).groupBy((F.col("id") % 10).alias("k")).count().collect()
spark.sparkContext.parallelize(range(600), 300).map(lambda x: x * x).sum()
spark.stop()
