"""One value of the key has most of the rows: one task of a join reads 20 times the rows of the others."""
from made_log import MIB, Log


def made(join: str = "Inner", left: str = "", right: str = "", settings: dict | None = None) -> Log:
    """`left`, `right`: what is measured of the shuffle of each side."""
    log = Log(settings=settings)
    log.executors(2, cores=4)
    query = log.query("orders with customers", f"""
        2 SortMergeJoin [customer_id#1L], [id#7L], {join}
        2   Sort [customer_id#1L ASC NULLS FIRST], false, 0
        0     Exchange hashpartitioning(customer_id#1L, 8), ENSURE_REQUIREMENTS{left}
        0       Scan parquet shop.orders
        2   Sort [id#7L ASC NULLS FIRST], false, 0
        1     Exchange hashpartitioning(id#7L, 8), ENSURE_REQUIREMENTS{right}
        1       Scan parquet shop.customers
    """)
    log.stage(0, query, run=[4] * 8)
    log.stage(1, query, run=[1] * 8)
    log.stage(2, query, run=[60] + [5] * 7, shuffle_records=[2_000_000] + [100_000] * 7,
              shuffle_read=[400 * MIB] + [20 * MIB] * 7)
    log.end()
    return log
