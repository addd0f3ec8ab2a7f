"""A Spark job lists 640 folders, and a query of 320 s reads their files."""
from made_log import MIB, Log


def made(listing: float = 5) -> Log:
    """`listing`: seconds of each of the 64 tasks that list, on 8 slots."""
    log = Log()
    log.executors(2, cores=4)
    log.stage(0, run=[listing] * 64, name="parquet at NativeMethodAccessorImpl.java:0",
              description="Listing leaf files and directories for 640 paths:<br/>s3://shop/orders/day=2026-01-01, ...")
    scan = ("Scan parquet FileScan parquet [customer#1L,day#2] Batched: true, "
            "Location: InMemoryFileIndex(1 paths)[s3://shop/orders]")
    read = ("number of files read: 6400, size of files read: 640000 MiB, number of partitions read: 640, "
            "metadata time: 6 s")
    query = log.query("by day", f"""
        1 {scan} {{{read}}}
    """)
    log.stage(1, query, run=[40] * 64, input=10000 * MIB)
    log.end()
    return log
