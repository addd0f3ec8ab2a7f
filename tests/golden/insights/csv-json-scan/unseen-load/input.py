"""spark.read.format(...).load() reads 4 GiB before the query: text it must be, of which format is not told."""
from made_log import GIB, Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[15] * 16, input=GIB // 4, name="load at NativeMethodAccessorImpl.java:0",
          details="org.apache.spark.sql.classic.DataFrameReader.load(DataFrameReader.scala:130)\njava.base/jdk.internal")
log.stage(1, run=[15] * 16)
log.end()
