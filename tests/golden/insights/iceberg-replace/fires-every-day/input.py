"""Four MERGEs into one table, each of which replaces 90 of 100 files for ten rows: told once."""
from job import FEW_ROWS
from made_log import MIB, Log

log = Log(spark="3.5.1")
log.executors(2, cores=4)
for day in range(4):
    scan = "BatchScan demo.db.orders demo.db.orders (branch=null) [filters=]"
    query = log.query(f"merge {day}", f"""
        {day} ReplaceData [IcebergWrite(table=demo.db.orders, format=PARQUET)]
        {day}   MergeRows [id#1, amount#2]
        {day}     {scan} {{number of result data files: 100}}
    """)
    log.stage(day, query, run=[20] * 16, input=64 * MIB, output=64 * MIB)
    log.iceberg_commit(query, "demo.db.orders", "overwrite", at=log.now - 1, **FEW_ROWS)
log.end()
