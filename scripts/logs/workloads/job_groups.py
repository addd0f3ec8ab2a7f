"""Job groups, descriptions, fair scheduler pools, jobs at the same time, and a cancelled group."""
import threading
import time

from pyspark import InheritableThread
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("hourly reports").getOrCreate()
sc = spark.sparkContext


def report(name, pool, rows):
    sc.setLocalProperty("spark.scheduler.pool", pool)
    sc.setJobGroup("report-" + name, "Report %s: totals by region" % name)
    spark.range(0, rows, 1, 4).groupBy((F.col("id") % 7).alias("region")).count().collect()
    sc.setJobDescription("Report %s: largest value" % name)
    spark.range(0, rows, 1, 4).agg(F.max("id")).collect()


threads = [InheritableThread(target=report, args=(name, pool, rows))
           for name, pool, rows in (("sales", "etl", 400_000), ("stock", "etl", 300_000), ("web", "adhoc", 200_000))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()


def slow(rows):
    time.sleep(20)
    return rows


def cancelled():
    sc.setJobGroup("cancelled", "A report nobody waits for", interruptOnCancel=True)
    try:
        sc.parallelize(range(100), 6).mapPartitions(slow).count()
    except Exception as error:
        print("expected:", type(error).__name__)


thread = InheritableThread(target=cancelled)
thread.start()
time.sleep(4)
sc.cancelJobGroup("cancelled")
thread.join()
if hasattr(sc, "addJobTag"):
    sc.addJobTag("nightly")
    sc.addJobTag("finance")
sc.setJobGroup("close", "Close the books")
sc.parallelize(range(100), 4).count()
spark.stop()
