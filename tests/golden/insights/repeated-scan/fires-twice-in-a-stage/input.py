"""A query reads the same files in two branches of one stage, and another table beside them, after a first query did."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4, memory=8192 * MIB)
scan = ("Scan parquet FileScan parquet [customer#1L,amount#2] Batched: true, Location: InMemoryFileIndex(1 paths)[s3://shop/orders], PartitionFilters: [], PushedFilters: [], ReadSchema: struct<customer:bigint,amount:double> "
        "{number of files read: 48, size of files read: 6144 MiB, scan time: 60 s}")
first = log.query("report", f"""
    0 {scan}
""")
log.stage(0, first, run=[10] * 16, input=384 * MIB)
both = log.query("report of both", f"""
    1 Union
    1   {scan}
    1   {scan}
    1   Scan parquet shop.returns FileScan parquet shop.returns[customer#3L] Batched: true, PartitionFilters: [], PushedFilters: [], ReadSchema: struct<customer:bigint> {{number of files read: 48, size of files read: 3072 MiB, scan time: 10 s}}
""")
log.stage(1, both, run=[10] * 48, input=320 * MIB)
log.end()
