"""A MERGE into an Iceberg table of 100 files, which Spark writes copy-on-write."""
from made_log import MIB, Log

FEW_ROWS = {"addedDataFiles": 90, "removedDataFiles": 90, "totalDataFiles": 100, "addedRecords": 1000,
            "removedRecords": 1010, "totalRecords": 9000, "addedFilesSizeInBytes": 1000 * MIB}


def made(node: str = "ReplaceData", **commit: int) -> Log:
    """`node`: what writes. `commit`: metrics of the commit that are others than FEW_ROWS."""
    log = Log(spark="3.5.1")
    log.executors(2, cores=4)
    scan = "BatchScan demo.db.orders demo.db.orders (branch=null) [filters=]"
    query = log.query("merge", f"""
        0 {node} [IcebergWrite(table=demo.db.orders, format=PARQUET)]
        0   MergeRows [id#1, amount#2]
        0     {scan} {{number of result data files: 100}}
    """)
    log.stage(0, query, run=[20] * 16, input=64 * MIB, output=64 * MIB)
    log.iceberg_commit(query, "demo.db.orders", "overwrite", at=40, **FEW_ROWS | commit)
    log.end()
    return log
