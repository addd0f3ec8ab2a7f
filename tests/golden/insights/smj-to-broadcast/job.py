"""Orders of 20 GiB are shuffled to meet a few customers, on the right of a sort-merge join."""
from made_log import GIB, MIB, Log


def made(join: str = "Inner", customers: int = 15_000, size: str = "1 MiB", written: int = MIB, memory: int = 4 * GIB,
         settings: dict | None = None, spark: str = "4.0.0") -> Log:
    """So many `customers` take `size` in memory and `written` bytes in the shuffle. `memory`: of an executor.

    `settings`: a driver of 4 GiB unless given.
    """
    log = Log(spark=spark, settings={"spark.driver.memory": "4g"} if settings is None else settings)
    log.executors(4, cores=4, memory=memory)
    orders = "{shuffle records written: 200000000, data size: 20 GiB}"
    few = f"{{shuffle records written: {customers}, data size: {size}}}"
    query = log.query("daily report", f"""
        2 SortMergeJoin [customer_id#1L], [id#7L], {join}
        2   Sort [customer_id#1L ASC NULLS FIRST], false, 0
        0     Exchange hashpartitioning(customer_id#1L, 64), ENSURE_REQUIREMENTS {orders}
        0       Scan parquet shop.orders {{number of output rows: 200000000}}
        2   Sort [id#7L ASC NULLS FIRST], false, 0
        1     Exchange hashpartitioning(id#7L, 64), ENSURE_REQUIREMENTS {few}
        1       Scan parquet shop.customers {{number of output rows: {customers}}}
    """)
    log.stage(0, query, at=2, run=[8] * 64, input=160 * MIB, shuffle_write=120 * MIB)
    log.stage(1, query, run=[2], input=max(4 * MIB, written), shuffle_write=written)  # the file has 4 MiB at least
    log.stage(2, query, run=[10] * 64, shuffle_read=120 * MIB, shuffle_records=3_000_000)
    log.end()
    return log
