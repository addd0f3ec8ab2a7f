"""Parquet files that Spark reads by a DSv2 source: BatchScan, as of an Iceberg table, but without one."""
from made_log import MIB, Log

log = Log(settings={"spark.sql.sources.useV1SourceList": ""})
log.executors(2, cores=4)
scan = ("BatchScan parquet file:/srv/shop/orders[id#1L] ParquetScan DataFilters: [], Format: parquet, Location: "
        "InMemoryFileIndex(1 paths)[file:/srv/shop/orders], PartitionFilters: [], PushedFilters: [], RuntimeFilters: []")
query = log.query("by day", f"0 {scan} {{number of files read: 3000, size of files read: 9000 MiB}}")
log.stage(0, query, run=[20] * 32, input=280 * MIB)
log.end()
