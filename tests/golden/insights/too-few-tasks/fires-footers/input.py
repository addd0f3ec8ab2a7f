"""spark.read.load finds out a schema from footers, which count as no bytes: no inferSchema is the cause."""
from made_log import Log

log = Log()
log.executors(4, cores=4)
log.stage(0, run=[60, 60], name="load at NativeMethodAccessorImpl.java:0",
          details="org.apache.spark.sql.DataFrameReader.load(DataFrameReader.scala:130)")
log.end()
