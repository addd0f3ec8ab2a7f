"""Twenty appends of 120 small files to one path: one finding, not twenty."""
from made_log import KIB, Log

log = Log()
log.executors(2, cores=4)
for stage in range(20):
    query = log.query("append", """
        {0} Execute InsertIntoHadoopFsRelationCommand s3a://shop/orders, false, Parquet, [path=s3a://shop/orders], Append, [id, day] {{number of written files: 120, written output: 60000 KiB, number of dynamic part: 0}}
        {0}   Scan csv
    """.format(stage))
    log.stage(stage, query, run=[3] * 120, output=500 * KIB)
log.end()
