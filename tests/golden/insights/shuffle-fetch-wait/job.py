"""Clicks are counted by page; each task that counts runs for 4 s, and waits for blocks in them."""
from made_log import MIB, Log


def made(tasks: int = 320, shuffle_read: int = 100 * MIB, fetch_wait: float = 1.6, blocks: int = 160,
         master: str = "yarn", merged: bool = False) -> Log:
    """What each of the `tasks` that count reads, how many seconds it waits, and for how many blocks; 0: not known.

    `merged`: by adaptive execution.
    """
    log = Log(master=master)
    log.executors(4, cores=4)
    exchange = f"Exchange hashpartitioning(page#2, {tasks}), ENSURE_REQUIREMENTS"
    if merged:
        plan = f"""
            - AdaptiveSparkPlan isFinalPlan=true
            1   HashAggregate(keys=[page#2], functions=[count(1)]) {{number of output rows: 90000000}}
            1     AQEShuffleRead coalesced
            0       {exchange} {{shuffle records written: 900000000, data size: 40 GiB}}
            0         Scan parquet shop.clicks {{number of output rows: 900000000}}
        """
    else:
        plan = f"""
            1 HashAggregate(keys=[page#2], functions=[count(1)]) {{number of output rows: 90000000}}
            0   {exchange} {{shuffle records written: 900000000, data size: 40 GiB}}
            0     Scan parquet shop.clicks {{number of output rows: 900000000}}
        """
    query = log.query("pages", plan)
    log.stage(0, query, at=2, run=[10] * 160, input=128 * MIB)
    log.stage(1, query, run=[4] * tasks, fetch_wait=fetch_wait, cpu=2, shuffle_read=shuffle_read,
              shuffle_records=470_000, blocks=blocks)
    log.end()
    return log
