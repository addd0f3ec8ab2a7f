"""Spark reads 4 GiB of CSV to guess types, then the query reads them again."""
from made_log import GIB, Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[15] * 16, input=GIB // 4, name="csv at NativeMethodAccessorImpl.java:0",
          details="org.apache.spark.sql.classic.DataFrameReader.csv(DataFrameReader.scala:266)\njava.base/jdk.internal")
query = log.query("by day", """
    1 Scan csv FileScan csv [day#1] Batched: false, Format: CSV, Location: InMemoryFileIndex(1 paths)[s3://shop/orders], ReadSchema: struct<day:string> {number of files read: 16, size of files read: 4096 MiB}
""")
log.stage(1, query, run=[15] * 16, input=GIB // 4)
log.end()
