"""64 tasks add 4,000 files to an Iceberg table; its commit does not say in how many partitions."""
from made_log import MIB, Log

log = Log(spark="3.5.1")
log.executors(2, cores=4)
query = log.query("load", "0 AppendData [IcebergWrite(table=lake.shop.orders, format=PARQUET)]\n0   Scan csv")
log.stage(0, query, run=[20] * 64, output=16 * MIB)
log.iceberg_commit(query, "lake.shop.orders", "append", at=100, addedDataFiles=4000,
                   addedFilesSizeInBytes=1024 * MIB, addedRecords=1000)
log.end()
