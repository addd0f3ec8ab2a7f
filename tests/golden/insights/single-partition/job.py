"""A limit of two million rows, for which each task gives so many to a single one."""
from made_log import MIB, Log


def made(sized: bool = True) -> Log:
    """`sized`: the log says how many bytes went through the exchange."""
    size = ", data size: 2 GiB" if sized else ""
    log = Log()
    log.executors(4, cores=4)
    query = log.query("sample", f"""
        1 GlobalLimit 2000000, 0 {{number of output rows: 2000000}}
        0   Exchange SinglePartition, ENSURE_REQUIREMENTS {{shuffle records written: 30000000{size}}}
        0     LocalLimit 2000000
        0       Scan parquet shop.clicks {{number of output rows: 30000000}}
    """)
    log.stage(0, query, at=2, run=[10] * 240, input=64 * MIB)
    log.stage(1, query, run=[6], shuffle_read=600 * MIB, shuffle_records=30_000_000)
    log.end()
    return log
