"""20 million events and 15 million prices are joined on a key that is unique in neither."""
from made_log import MIB, Log


def made(keys: str = "[item#2], [item#7]", rows: int = 2_000_000_000) -> Log:
    """`keys`: of both sides, as the log has them. `rows`: how many come out."""
    log = Log()
    log.executors(4, cores=4)
    events = "{shuffle records written: 20000000, data size: 1 GiB}"
    prices = "{shuffle records written: 15000000, data size: 800 MiB}"
    query = log.query("priced events", f"""
        2 SortMergeJoin {keys}, Inner {{number of output rows: {rows}}}
        2   Sort [item#2 ASC NULLS FIRST], false, 0
        0     Exchange hashpartitioning(item#2, 64), ENSURE_REQUIREMENTS {events}
        0       Scan parquet shop.events {{number of output rows: 20000000}}
        2   Sort [item#7 ASC NULLS FIRST], false, 0
        1     Exchange hashpartitioning(item#7, 64), ENSURE_REQUIREMENTS {prices}
        1       Scan parquet shop.prices {{number of output rows: 15000000}}
    """)
    log.stage(0, query, at=2, run=[2] * 64, input=16 * MIB)
    log.stage(1, query, run=[2] * 64, input=12 * MIB)
    log.stage(2, query, run=[40] * 64, shuffle_read=20 * MIB, shuffle_records=500_000)
    log.end()
    return log
