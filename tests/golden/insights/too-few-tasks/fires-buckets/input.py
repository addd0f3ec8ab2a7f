"""A bucketed Parquet table is read by bucket: four tasks on 16 slots."""
from made_log import GIB, Log

log = Log()
log.executors(4, cores=4)
scan = ("Scan parquet shop.orders FileScan parquet shop.orders[id#1L] Batched: true, Bucketed: true, Format: Parquet, "
        "SelectedBucketsCount: 4 out of 4")
query = log.query("by customer", f"0 {scan} {{number of files read: 4, size of files read: 4 GiB}}")
log.stage(0, query, run=[90] * 4, input=GIB, input_records=10_000_000)
log.end()
