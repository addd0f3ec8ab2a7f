"""Three branches of one query read the same CSV files; how long is not measured."""
from made_log import GIB, MIB, Log

log = Log()
log.executors(2, cores=4, memory=8 * GIB)
scan = "Scan csv FileScan csv [customer#1L,amount#2] Batched: false, Location: InMemoryFileIndex(1 paths)[s3://shop/orders], PartitionFilters: [], PushedFilters: [], ReadSchema: struct<customer:bigint,amount:double> {number of files read: 40, size of files read: 4096 MiB}"
query = log.query("monthly report", f"""
    3 Union
    3   Exchange SinglePartition
    0     {scan}
    3   Exchange SinglePartition
    1     {scan}
    3   Exchange SinglePartition
    2     {scan}
""".replace("3   Exchange", "0   Exchange", 1).replace("3   Exchange", "1   Exchange", 1).replace("3   Exchange", "2   Exchange", 1))
for stage in range(3):
    log.stage(stage, query, run=[10] * 16, input=256 * MIB)
log.stage(3, query, run=[1])
log.end()
