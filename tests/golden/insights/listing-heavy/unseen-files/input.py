"""Nothing says which files are listed: the Spark job does not name them, and no query reads them."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[5] * 64, description="Listing leaf files and directories for 640 paths",
          name="parquet at NativeMethodAccessorImpl.java:0")
log.stage(1, run=[40] * 64)
log.end()
