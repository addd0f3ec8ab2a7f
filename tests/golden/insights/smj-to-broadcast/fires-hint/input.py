"""Orders of 20 GiB are shuffled to meet customers of 12 MiB: above the threshold of 10 MiB."""
from made_log import GIB, MIB, Log

log = Log(settings={"spark.driver.memory": "4g"})
log.executors(4, cores=4, memory=4 * GIB)
query = log.query("daily report", """
    2 Project [customer_id#1L, amount#2, name#8]
    2   SortMergeJoin [customer_id#1L], [id#7L], Inner
    2     Sort [customer_id#1L ASC NULLS FIRST], false, 0
    0       Exchange hashpartitioning(customer_id#1L, 64), ENSURE_REQUIREMENTS {shuffle records written: 200000000, data size: 20 GiB}
    0         Scan parquet shop.orders {number of output rows: 200000000}
    2     Sort [id#7L ASC NULLS FIRST], false, 0
    1       Exchange hashpartitioning(id#7L, 64), ENSURE_REQUIREMENTS {shuffle records written: 150000, data size: 12 MiB}
    1         Scan parquet shop.customers {number of output rows: 150000}
""")
log.stage(0, query, at=2, run=[8] * 64, input=160 * MIB, shuffle_write=120 * MIB, write_time=1)
log.stage(1, query, run=[2], input=4 * MIB, shuffle_write=4 * MIB)
log.stage(2, query, run=[10] * 64, shuffle_read=120 * MIB, shuffle_records=3_000_000, fetch_wait=0.5)
log.end()
