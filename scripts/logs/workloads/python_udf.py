"""Row-at-a-time Python functions in SQL beside Python RDDs."""
from pyspark.sql import SparkSession, functions as F
from pyspark.sql.types import DoubleType, StringType

spark = SparkSession.builder.appName("tax calculation").getOrCreate()


@F.udf(DoubleType())
def tax(amount, rate):
    total = 0.0
    for _ in range(20):
        total += amount * rate / 20
    return total


@F.udf(StringType())
def label(amount):
    return "high" if amount > 500 else "low"


bills = spark.range(0, 300_000, 1, 6).select((F.col("id") % 1000).cast("double").alias("amount"))
bills.select(tax("amount", F.lit(0.19)).alias("tax"), label("amount").alias("label")).groupBy(
    "label").agg(F.sum("tax")).collect()
spark.sparkContext.parallelize(range(40_000), 4).map(lambda n: (n % 9, n)).reduceByKey(lambda a, b: a + b).collect()
spark.stop()
