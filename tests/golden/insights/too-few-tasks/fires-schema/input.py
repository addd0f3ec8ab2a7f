"""Spark reads two large files to find out their schema, before the query."""
from made_log import GIB, Log

log = Log()
log.executors(4, cores=4)
log.stage(0, run=[60, 60], input=GIB, name="parquet at NativeMethodAccessorImpl.java:0",
          details="org.apache.spark.sql.DataFrameReader.parquet(DataFrameReader.scala:362)")
log.end()
