"""A log in several files. Spark rolls at 10 MiB at the earliest, so the job asks Spark's own writer to roll."""
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("hourly load").getOrCreate()
sc = spark.sparkContext
scala = sc._jsc.sc()
for hour in range(5):
    spark.range(0, 100_000, 1, 4).groupBy((F.col("id") % 24).alias("hour")).count().collect()
    sc.parallelize(range(1000), 4).map(lambda n: (n % 7, n)).reduceByKey(lambda a, b: a + b).collect()
    if hour < 4:
        scala.listenerBus().waitUntilEmpty()
        scala.eventLogger().get().logWriter().rollEventLogFile()
spark.stop()
