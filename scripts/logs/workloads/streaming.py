"""Two streaming queries on the rate source: a stateful aggregation and a plain projection; one ends in an error."""
import os
import shutil
import time

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("click stream").getOrCreate()
checkpoint = os.path.join(os.environ["DEMO_ROOT"], "tmp", "checkpoint")
shutil.rmtree(checkpoint, ignore_errors=True)

clicks = spark.readStream.format("rate").option("rowsPerSecond", 2000).option("numPartitions", 2).load()
per_window = (clicks.withWatermark("timestamp", "2 seconds")
              .groupBy(F.window("timestamp", "2 seconds"), (F.col("value") % 5).alias("page")).count())
windows = (per_window.writeStream.queryName("clicks per page").format("noop").outputMode("update")
           .option("checkpointLocation", checkpoint + "/windows").trigger(processingTime="2 seconds").start())
plain = (clicks.select((F.col("value") * 2).alias("double")).writeStream.queryName("plain").format("noop")
         .option("checkpointLocation", checkpoint + "/plain").trigger(processingTime="3 seconds").start())
broken = (clicks.select(F.expr("CASE WHEN value > 3000 THEN raise_error('bad click') ELSE value END").alias("v"))
          .writeStream.queryName("broken").format("noop")
          .option("checkpointLocation", checkpoint + "/broken").trigger(processingTime="2 seconds").start())
time.sleep(16)
windows.stop()
plain.stop()
try:
    broken.awaitTermination(10)
except Exception as error:
    print("expected:", type(error).__name__)
spark.stop()
