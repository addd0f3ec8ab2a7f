"""Orders are joined with customers, which are broadcast."""
from made_log import MIB, Log


def made(size: str = "2 GiB", seconds: tuple[int, int, int] = (20, 9, 3), wait: float = 28, join: float = 20,
         customers: str = "parquet shop.customers", settings: dict | None = None,
         join_node: str = "BroadcastHashJoin [id#1L], [id#7L], Inner, BuildRight, false") -> Log:
    """A broadcast of `size`, with the `seconds` that Spark measured to collect, build and broadcast it.

    `wait`: seconds between the stages, in which the driver builds it. `join`: seconds of each task that joins.
    """
    log = Log(settings=settings)
    log.executors(4, cores=4)
    collect, build, broadcast = seconds
    exchange = "BroadcastExchange HashedRelationBroadcastMode(List(input[0, bigint, false]),false)"
    times = f"time to collect: {collect} s, time to build: {build} s, time to broadcast: {broadcast} s"
    query = log.query("enrich", f"""
        1 {join_node} {{number of output rows: 90000000}}
        1   Scan parquet shop.orders {{number of output rows: 90000000}}
        0   {exchange} {{number of output rows: 12000000, data size: {size}, {times}}}
        0     Scan {customers} {{number of output rows: 12000000}}
    """)
    log.stage(0, query, at=2, run=[4] * 16, input=16 * MIB)
    log.wait(wait)
    log.stage(1, query, run=[join] * 64, input=64 * MIB)
    log.end()
    return log
