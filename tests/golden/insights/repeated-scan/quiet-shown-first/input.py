"""show() reads 4,096 rows of the files that a second query reads whole: they are read once."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4, memory=8192 * MIB)
scan = ("Scan parquet FileScan parquet [customer#1L,amount#2] Batched: true, Location: InMemoryFileIndex(1 paths)[s3://shop/orders], PartitionFilters: [], PushedFilters: [], ReadSchema: struct<customer:bigint,amount:double> "
        "{number of files read: 48, size of files read: 6144 MiB, scan time: 120 s, number of output rows: ")
shown = log.query("showString", f"""
    - CollectLimit 21
    0   Project [customer#1L]
    0     {scan}4096}}
""")
log.stage(0, shown, run=[10], input=64 * MIB)
report = log.query("report", f"""
    1 HashAggregate(keys=[customer#1L], functions=[partial_sum(amount#2)])
    1   {scan}61556964}}
""")
log.stage(1, report, run=[10] * 16, input=384 * MIB)
log.end()
