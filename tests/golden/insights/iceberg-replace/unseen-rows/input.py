"""How many rows an update changed is not in a commit."""
from made_log import MIB, Log

log = Log(spark="3.5.1")
log.executors(2, cores=4)
query = log.query("merge", """
    0 ReplaceData [IcebergWrite(table=demo.db.orders, format=PARQUET)]
    0   MergeRows [id#1, amount#2]
    0     BatchScan demo.db.orders demo.db.orders (branch=null) [filters=] {number of result data files: 100}
""")
log.stage(0, query, run=[20] * 16, input=64 * MIB, output=64 * MIB)
log.iceberg_commit(query, "demo.db.orders", "overwrite", at=40, addedDataFiles=50, removedDataFiles=50, totalDataFiles=100,
                   addedRecords=1000, removedRecords=1010, totalRecords=9000, addedFilesSizeInBytes=1000 * MIB)
log.end()
