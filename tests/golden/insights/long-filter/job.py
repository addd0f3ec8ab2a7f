"""A query reads some customers' orders: 320 s of core time below a filter."""
from made_log import MIB, Log


def made(condition: str) -> Log:
    """`condition`: that of the filter."""
    log = Log()
    log.executors(2, cores=4)
    query = log.query("some customers", f"""
        0 Filter {condition}
        0   Scan parquet shop.orders {{number of files read: 16, size of files read: 1024 MiB, scan time: 16 s}}
    """)
    log.stage(0, query, run=[20] * 16, input=64 * MIB)
    log.end()
    return log
