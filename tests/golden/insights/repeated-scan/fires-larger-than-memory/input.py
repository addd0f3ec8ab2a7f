"""Two queries parse 120 GiB of the same CSV files; the executors have 16 GiB."""
from made_log import GIB, Log

log = Log()
log.executors(2, cores=4, memory=8 * GIB)
for stage in range(2):
    query = log.query(f"report {stage}", f"""
        {stage} Scan csv FileScan csv [customer#1L,amount#2] Batched: false, Location: InMemoryFileIndex(1 paths)[s3://shop/orders], ReadSchema: struct<customer:bigint,amount:double> {{number of files read: 960, size of files read: 122880 MiB}}
    """)
    log.stage(stage, query, run=[50] * 60, input=2 * GIB)
log.end()
