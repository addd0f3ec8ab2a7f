"""Two results are made of the same totals by day and shop, which are computed for each, and joined by day."""
from made_log import MIB, Log


def made(scan: str = "Scan parquet shop.sales", rows_again: int = 500_000_000, settings: dict | None = None) -> Log:
    """`rows_again`: how many rows the second scan gives; the first gives 500 million."""
    log = Log(settings=settings)
    log.executors(4, cores=4)
    by_shop = "{shuffle records written: 9000000, data size: 400 MiB}"
    by_day = "{shuffle records written: 365, data size: 1 MiB}"
    query = log.query("against last year", f"""
        4 SortMergeJoin [day#1], [day#21], Inner {{number of output rows: 365}}
        4   Sort [day#1 ASC NULLS FIRST], false, 0
        1     Exchange hashpartitioning(day#1, 16), ENSURE_REQUIREMENTS {by_day}
        1       HashAggregate(keys=[day#1], functions=[sum(total#9)]) {{number of output rows: 365}}
        1         HashAggregate(keys=[day#1, shop#2], functions=[sum(amount#3)]) {{number of output rows: 730000}}
        0           Exchange hashpartitioning(day#1, shop#2, 64), ENSURE_REQUIREMENTS, [plan_id=31] {by_shop}
        0             {scan} {{number of output rows: 500000000}}
        4   Sort [day#21 ASC NULLS FIRST], false, 0
        3     Exchange hashpartitioning(day#21, 16), ENSURE_REQUIREMENTS {by_day}
        3       HashAggregate(keys=[day#21], functions=[max(total#29)]) {{number of output rows: 365}}
        3         HashAggregate(keys=[day#21, shop#22], functions=[sum(amount#23)]) {{number of output rows: 730000}}
        2           Exchange hashpartitioning(day#21, shop#22, 64), ENSURE_REQUIREMENTS, [plan_id=57] {by_shop}
        2             {scan} {{number of output rows: {rows_again}}}
    """)
    log.stage(0, query, at=2, run=[20] * 64, input=128 * MIB)
    log.stage(1, query, run=[3] * 64, shuffle_read=6 * MIB, shuffle_records=140_000)
    log.stage(2, query, run=[20] * 64, input=128 * MIB)
    log.stage(3, query, run=[3] * 64, shuffle_read=6 * MIB, shuffle_records=140_000)
    log.stage(4, query, run=[0.1] * 16, shuffle_read=MIB, shuffle_records=23)
    log.end()
    return log
