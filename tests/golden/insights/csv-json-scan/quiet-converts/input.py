"""A nightly job converts 24 GiB of JSON to Parquet, which is what is advised."""
from made_log import GIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("convert", """
    0 Execute InsertIntoHadoopFsRelationCommand s3a://shop/columns, false, Parquet, [path=s3a://shop/columns], Overwrite, [day] {number of written files: 96, written output: 8192 MiB, number of dynamic part: 0}
    0   Scan json FileScan json [day#1] Batched: false, Format: JSON, Location: InMemoryFileIndex(1 paths)[s3://shop/events], ReadSchema: struct<day:string> {number of files read: 96, size of files read: 24576 MiB}
""")
log.stage(0, query, run=[30] * 96, input=GIB // 4, output=GIB // 12)
log.stage(1, run=[300] * 8)
log.end()
