"""Orders of 15 GiB are shuffled before amounts are summed by shop, which shuffles them again."""
from made_log import MIB, Log

BY_SHOP = "HashAggregate(keys=[shop#2], functions=[partial_sum(amount#3)])"


def made(exchange: str = "RoundRobinPartitioning(64), REPARTITION_BY_NUM", between: str = BY_SHOP,
         scan: list[float] = [12] * 64) -> Log:
    """`exchange`: the first one. `between`: the node between both. `scan`: seconds of the tasks that read orders."""
    log = Log()
    log.executors(4, cores=4)
    sums = "{shuffle records written: 300000, data size: 10 MiB}"
    query = log.query("counts", f"""
        2 HashAggregate(keys=[shop#2], functions=[sum(amount#3)]) {{number of output rows: 5000}}
        1   Exchange hashpartitioning(shop#2, 64), ENSURE_REQUIREMENTS {sums}
        1     {between}
        0       Exchange {exchange}, [plan_id=5] {{shuffle records written: 300000000, data size: 15 GiB}}
        0         Scan parquet shop.orders {{number of output rows: 300000000}}
    """)
    log.stage(0, query, at=2, run=scan, input=64 * MIB)
    log.stage(1, query, run=[9] * 64, shuffle_read=60 * MIB, shuffle_records=4_700_000)
    log.stage(2, query, run=[0.2] * 64, shuffle_read=MIB, shuffle_records=4_700)
    log.end()
    return log
