"""After another job, a query with a large plan runs for 30 s."""
from made_log import Log


def union(scans: int) -> str:
    return "1 Union\n" + "1   Project [id#1]\n1     Scan parquet shop.day\n" * scans


def made(plan: str = union(600), query_at: float = 71, stage_at: float = 72) -> Log:
    """`query_at`, `stage_at`: seconds at which the query and its stage begin. The job before ends at 31."""
    log = Log()
    log.executors(2, cores=4)
    log.stage(0, run=[30] * 8)
    log.stage(1, log.query("union", plan, at=query_at), run=[30] * 8, at=stage_at)
    log.end()
    return log
