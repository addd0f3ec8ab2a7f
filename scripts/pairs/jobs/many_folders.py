"""Five reports on a table with 300 folders, which are listed for each. Fixed: the table has 14 folders."""
import os
import shutil
import sys
from pathlib import Path

from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("reports by day").getOrCreate()
root = Path(os.environ["DEMO_ROOT"]) / "data"
if sys.argv[1] == "prepare":
    spark.range(0, 2000, 1, 1).select(F.rand(7).alias("value")).write.parquet(f"{root}/one")
    part, = (root / "one").glob("part-*")
    for variant, folders in (("bad", 300), ("fixed", 14)):
        for n in range(300):
            folder = root / variant / f"day={n % folders}"
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(part, folder / f"part-{n:05d}-00.snappy.parquet")
else:
    for report in range(5):
        spark.read.parquet(f"{root}/{sys.argv[1]}").where(f"day % 7 = {report} AND value > 0.5").agg(
            F.avg("value")).collect()
spark.stop()
