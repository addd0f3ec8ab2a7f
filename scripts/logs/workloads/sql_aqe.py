"""SQL that adaptive execution plans again: join strategy, coalesced and skewed partitions, empty sides, reuse."""
import os

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("sql reports").getOrCreate()
root = os.path.join(os.environ["DEMO_ROOT"], "data", "shop")

spark.range(0, 400_000, 1, 6).selectExpr(
    "id AS order_id", "IF(id % 3 = 0, 1, id % 2000) AS customer_id", "CAST(id % 30 AS INT) AS day",
    "CAST(id % 1000 AS DOUBLE) / 7 AS amount", "sha2(CAST(id AS STRING), 256) AS note"
).write.mode("overwrite").partitionBy("day").parquet(root + "/orders")
spark.range(0, 2_000, 1, 2).selectExpr(
    "id AS customer_id", "CAST(id % 50 AS INT) AS country", "concat('customer ', id) AS name"
).write.mode("overwrite").parquet(root + "/customers")
spark.range(0, 30, 1, 1).selectExpr(
    "CAST(id AS INT) AS day", "CAST(id % 7 AS INT) AS weekday").write.mode("overwrite").parquet(root + "/days")
for table in ("orders", "customers", "days"):
    spark.read.parquet(root + "/" + table).createOrReplaceTempView(table)

QUERIES = {
    "skewed join": "SELECT c.country, count(*), max(o.note) FROM orders o JOIN customers c USING (customer_id) GROUP BY 1",
    "sort-merge becomes broadcast": """SELECT count(*) FROM orders o JOIN
        (SELECT customer_id FROM customers WHERE name LIKE '%999%') c USING (customer_id)""",
    "empty side": "SELECT * FROM orders o JOIN (SELECT * FROM customers WHERE country = -1) c USING (customer_id)",
    "partition pruning": "SELECT sum(amount) FROM orders o JOIN days d ON o.day = d.day WHERE d.weekday = 3",
    "subqueries": """SELECT count(*) FROM orders WHERE amount > (SELECT avg(amount) FROM orders)
        AND customer_id IN (SELECT customer_id FROM customers WHERE country < 3)""",
    "window and rollup": """SELECT day, country, s, rank() OVER (PARTITION BY day ORDER BY s DESC) r FROM
        (SELECT o.day, c.country, sum(o.amount) s FROM orders o JOIN customers c USING (customer_id)
         GROUP BY ROLLUP (o.day, c.country)) ORDER BY s DESC LIMIT 20""",
    "reused exchange": """WITH t AS (SELECT customer_id, sum(amount) a FROM orders GROUP BY 1)
        SELECT count(*) FROM t x JOIN t y ON x.customer_id = y.customer_id WHERE x.a > y.a - 1""",
    "union and distinct": """SELECT count(DISTINCT k) FROM
        (SELECT customer_id k FROM orders UNION ALL SELECT customer_id FROM customers)""",
    "left join and explode": """SELECT word, count(*) FROM (SELECT explode(split(c.name, ' ')) word FROM customers c
        LEFT JOIN (SELECT DISTINCT customer_id FROM orders WHERE day = 3) o USING (customer_id)
        WHERE o.customer_id IS NULL) GROUP BY word ORDER BY 2 DESC LIMIT 3""",
}
for name, query in QUERIES.items():
    spark.sparkContext.setJobDescription(name)
    spark.sql(query).collect()
spark.sql("CACHE TABLE hot AS SELECT * FROM orders WHERE day < 5")
spark.sql("SELECT customer_id, max(amount) FROM hot GROUP BY 1 ORDER BY 2 DESC LIMIT 5").collect()
spark.sql("EXPLAIN SELECT * FROM hot").collect()
spark.stop()
