"""Clicks are counted by page on 16 slots, in few tasks that read much of a shuffle each."""
from made_log import GIB, MIB, Log


def made(tasks: int = 20, shuffle_read: int = 3 * GIB, planned: bool = True, **spill: int) -> Log:
    """`shuffle_read`: bytes a task. `planned`: the log has the query's plan. `spill`: what tasks say of it."""
    log = Log()
    log.executors(4, cores=4, memory=64 * GIB)
    exchange = f"Exchange hashpartitioning(page#2, {tasks}), ENSURE_REQUIREMENTS"
    query = log.query("pages", f"""
        1 HashAggregate(keys=[page#2], functions=[count(1)]) {{number of output rows: 90000000}}
        0   {exchange} {{shuffle records written: 900000000, data size: 400 GiB}}
        0     Scan parquet shop.clicks {{number of output rows: 900000000}}
    """ if planned else "")
    log.stage(0, query, at=2, run=[30] * 160, input=128 * MIB)
    log.stage(1, query, run=[120] * tasks, shuffle_read=shuffle_read, shuffle_records=4_700_000, **spill)
    log.end()
    return log
