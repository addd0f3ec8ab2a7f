"""Two queries read other columns of the same CSV files, whose lines are parsed whichever columns are wanted."""
from made_log import GIB, MIB, Log

log = Log()
log.executors(2, cores=4, memory=8 * GIB)
for stage, column in enumerate(("origin", "delay")):
    query = log.query(f"count of {column}", f"""
        {stage} HashAggregate(keys=[{column}#1L], functions=[partial_count(1)])
        {stage}   Scan csv FileScan csv [{column}#1L] Batched: false, Location: InMemoryFileIndex(1 paths)[s3://shop/flights], PartitionFilters: [], PushedFilters: [], ReadSchema: struct<{column}:bigint> {{number of files read: 40, size of files read: 4096 MiB}}
    """)
    log.stage(stage, query, run=[10] * 16, input=256 * MIB)
log.end()
