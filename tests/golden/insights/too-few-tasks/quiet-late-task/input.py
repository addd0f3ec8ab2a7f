"""Twenty seconds pass before the only task of a short stage begins, as there is no slot for it: it runs for two."""
from made_log import Log

log = Log()
log.executors(1, cores=4)
log.stage(0, run=[20] * 4, at=1)
log.stage(1, run=[2], at=1, name="parquet at NativeMethodAccessorImpl.java:0",
          details="org.apache.spark.sql.DataFrameReader.parquet(DataFrameReader.scala:362)")
log.stage(2, run=[10] * 4)
log.end()
