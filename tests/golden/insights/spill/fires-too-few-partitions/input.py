"""Sixteen tasks hold 12 GiB of rows to be sorted, in slots of 512 MiB: each spills 256 MiB."""
from made_log import GIB, MIB, Log

log = Log()
log.executors(2, cores=4, memory=2 * GIB)
query = log.query("orders by day", """
    1 Sort [day#3 ASC NULLS FIRST], true, 0
    0   Exchange hashpartitioning(day#3, 16), ENSURE_REQUIREMENTS
    0     Scan parquet shop.orders
""", configs={"spark.sql.shuffle.partitions": "16"})
log.stage(0, query, run=[5] * 16, input=200 * MIB)
log.stage(1, query, run=[30] * 16, shuffle_read=200 * MIB, spill_memory=512 * MIB, spill_disk=256 * MIB,
          peak_memory=256 * MIB)
log.end()
