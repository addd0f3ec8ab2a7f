"""A nightly job as one meets it: extract, clean, a skewed join, a sort that spills, a model on the driver, reports."""
import os
import time

from pyspark.sql import SparkSession, Window, functions as F

spark = SparkSession.builder.appName("nightly orders").getOrCreate()
sc = spark.sparkContext
root = os.path.join(os.environ["DEMO_ROOT"], "data", "nightly")


def step(text):
    sc.setJobGroup(text.split(":")[0], text)


step("extract: orders")
spark.range(0, 3_000_000, 1, 12).selectExpr(
    "id AS order_id", "IF(id % 5 < 3, 42, hash(id) % 25000) AS customer_id", "CAST(id % 28 AS INT) AS day",
    "CAST(pmod(hash(id), 10000) AS DOUBLE) / 100 AS amount", "sha2(CAST(id AS STRING), 256) AS note"
).write.mode("overwrite").parquet(root + "/orders")
step("extract: customers")
spark.range(-25_000, 25_000, 1, 4).selectExpr(
    "id AS customer_id", "CAST(abs(id) % 40 AS INT) AS country", "concat('customer ', id) AS name"
).write.mode("overwrite").parquet(root + "/customers")
orders, customers = spark.read.parquet(root + "/orders"), spark.read.parquet(root + "/customers")

step("clean: rows without an amount")
clean = orders.where("amount > 1").withColumn("note", F.upper("note"))
print(clean.count())

step("enrich: orders with customers")
joined = clean.join(customers, "customer_id")
digest = F.col("note")
for _ in range(5):
    digest = F.sha2(F.concat(digest, F.col("name")), 512)
joined.withColumn("digest", digest).groupBy("customer_id", "country").agg(
    F.sum("amount").alias("amount"), F.max("digest").alias("digest")).write.mode("overwrite").parquet(
        root + "/by-customer")

step("rank: orders of a day")
ranked = clean.withColumn("rank", F.row_number().over(Window.partitionBy("day").orderBy(F.desc("amount"), "note")))
ranked.where("rank <= 100").write.mode("overwrite").partitionBy("day").parquet(root + "/top")

step("model: fit on the driver")
sample = spark.read.parquet(root + "/by-customer").select("amount").limit(20_000).collect()
until, weight = time.time() + 14, 0.5
while time.time() < until:
    weight = sum(row.amount * weight for row in sample) % 1
    time.sleep(0.1)

step("report: one file")
spark.read.parquet(root + "/by-customer").withColumn("score", F.col("amount") * weight).repartition(1).sortWithinPartitions(
    "score").write.mode("overwrite").csv(root + "/report")
step("report: by country")
spark.read.parquet(root + "/by-customer").groupBy("country").agg(F.sum("amount").alias("amount")).orderBy(
    F.desc("amount")).collect()
spark.stop()
