"""Two million visits are matched with broadcast campaigns, without a key that both have."""
from made_log import MIB, Log


def made(join: str = "Cross", rows: int = 20_000_000_000, campaigns: int = 10_000) -> Log:
    """`join`: its type and condition, of which `rows` come out."""
    log = Log()
    log.executors(4, cores=4)
    query = log.query("matches", f"""
        1 BroadcastNestedLoopJoin BuildRight, {join} {{number of output rows: {rows}}}
        1   Scan parquet shop.visits {{number of output rows: 2000000}}
        0   BroadcastExchange IdentityBroadcastMode {{number of output rows: {campaigns}}}
        0     Scan parquet shop.campaigns {{number of output rows: {campaigns}}}
    """)
    log.stage(0, query, at=2, run=[1], input=MIB)
    log.stage(1, query, run=[60] * 32, input=16 * MIB)
    log.end()
    return log
