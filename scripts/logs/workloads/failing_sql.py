"""SQL executions that fail: in a task, in a Python UDF, on the driver, and while planning."""
from pyspark.sql import SparkSession, functions as F
from pyspark.sql.types import LongType

spark = SparkSession.builder.appName("quality checks").getOrCreate()


@F.udf(LongType())
def checked(value):
    if value == 77:
        raise ValueError("value 77 is not allowed")
    return value


spark.range(0, 5_000, 1, 4).createOrReplaceTempView("numbers")
spark.udf.register("checked", checked)
for query in ("SELECT sum(id / (id - 4000)) FROM numbers",
              "SELECT sum(checked(id)) FROM numbers",
              "SELECT * FROM numbers WHERE id = (SELECT id FROM numbers)",
              "SELECT missing FROM numbers",
              "SELECT count(*), avg(id) FROM numbers WHERE id % 2 = 0"):
    try:
        print(spark.sql(query).collect())
    except Exception as error:
        print("expected:", type(error).__name__)
spark.stop()
