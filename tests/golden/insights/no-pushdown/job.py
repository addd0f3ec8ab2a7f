"""A query filters a million rows that a scan reads in 200 s."""
from made_log import MIB, Log


def made(condition: str = "(cast(customer#1L as string) = 5)", column: str = "customer#1L",
         pushed: str = "[IsNotNull(customer)]", kept: int = 1000, measured: bool = True,
         scan: str = "Scan parquet") -> Log:
    """`condition`: that of the filter, on `column`. `pushed`: what of it the scan was given, as the log has it.

    `kept`: how many rows the filter keeps. `measured`: the log says how long the scan read.
    """
    log = Log()
    log.executors(2, cores=4)
    scan += (" FileScan parquet [customer#1L,time#2] Batched: true, DataFilters: [], Format: Parquet, "
             "Location: InMemoryFileIndex(1 paths)[s3://shop/orders], PartitionFilters: [], "
             f"PushedFilters: {pushed}, ReadSchema: struct<customer:bigint,time:timestamp>")
    time = ", scan time: 200 s" if measured else ""
    read = f"number of files read: 400, size of files read: 40960 MiB, number of output rows: 1000000{time}"
    query = log.query("one customer", f"""
        0 Filter (isnotnull({column}) AND {condition}) {{number of output rows: {kept}}}
        0   {scan} {{{read}}}
    """)
    log.stage(0, query, run=[20] * 16, input=64 * MIB)
    log.end()
    return log
