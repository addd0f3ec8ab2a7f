"""Rows of one value of "valid" are read from a table that is partitioned by "id"."""
from made_log import MIB, Log


def made(columns: str = "valid#5,amount#6,id#7", partition_filters: str = "[]",
         pushed: str = "[IsNotNull(valid), EqualTo(valid,7)]", kept: int = 1000) -> Log:
    """`columns` and both kinds of filters: as the log has them. `kept`: how many of a million rows the filter keeps."""
    log = Log()
    log.executors(2, cores=4)
    scan = (f"Scan parquet shop.orders FileScan parquet shop.orders[{columns}] Batched: true, "
            "DataFilters: [isnotnull(valid#5), (valid#5 = 7)], Format: Parquet, "
            f"PartitionFilters: {partition_filters}, PushedFilters: {pushed}, "
            "ReadSchema: struct<valid:bigint,amount:double>")
    read = ("number of files read: 400, size of files read: 40960 MiB, scan time: 200 s, "
            "number of output rows: 1000000, number of partitions read: 400")
    query = log.query("one customer", f"""
        0 Filter ((isnotnull(valid#5) AND (valid#5 = 7))) {{number of output rows: {kept}}}
        0   {scan} {{{read}}}
    """)
    log.stage(0, query, run=[20] * 16, input=64 * MIB)
    log.end()
    return log
