"""Rows of one value of "valid" are read from a Delta table that is laid out by other columns."""
from made_log import MIB, Log


def made(pushed: str = "[IsNotNull(valid), EqualTo(valid,7)]", measured: bool = True,
         clustering: tuple[str, ...] = ("id",), zorder: tuple[str, ...] = ()) -> Log:
    """`pushed`: the conditions that the scan was given, as the log has them. `measured`: it says how long it read."""
    log = Log()
    log.executors(2, cores=4)
    batched = str(measured).lower()  # Spark measures the time of scans that read batches
    scan = (f"Scan parquet shop.orders FileScan parquet shop.orders[valid#5,amount#6] Batched: {batched}, "
            "DataFilters: [isnotnull(valid#5), (valid#5 = 7)], Format: Parquet, "
            "Location: PreparedDeltaFileIndex(1 paths)[s3://shop/orders], PartitionFilters: [], "
            f"PushedFilters: {pushed}, ReadSchema: struct<valid:bigint,amount:double>")
    time = "scan time: 200 s, " if measured else ""
    read = f"number of files read: 400, size of files read: 40960 MiB, {time}number of output rows: 1000000"
    query = log.query("one customer", f"""
        0 Filter ((isnotnull(valid#5) AND (valid#5 = 7))) {{number of output rows: 1000}}
        0   {scan} {{{read}}}
    """)
    log.stage(0, query, run=[20] * 16, input=64 * MIB)
    log.delta_scan(query, "s3://shop/orders", clustering=clustering, zorder=zorder)
    log.end()
    return log
