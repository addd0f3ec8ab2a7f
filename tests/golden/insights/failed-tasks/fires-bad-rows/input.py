"""A value that does not convert fails its task, and the job with it."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
query = log.query("load", """
    0 Scan csv {number of files read: 8, size of files read: 4 GiB}
""")
why = ("org.apache.spark.SparkNumberFormatException: [CAST_INVALID_INPUT] The value 'n/a' of the type \"STRING\" "
       "cannot be cast to \"BIGINT\" because it is malformed.")
log.stage(0, query, run=[20] * 8, failed={3: why}, fails_job=True)
log.end()
