"""Jobs that begin at equal intervals; four executors come 20 s after each has begun, and go 130 s later."""
from made_log import Log


def made(jobs: int = 5, interval: float = 240, ended: bool = True, settings: dict | None = None) -> Log:
    """`interval`: seconds from one begin to the next. `ended`: whether the log tells of the application's end."""
    log = Log(settings={"spark.dynamicAllocation.enabled": "true", **(settings or {})})
    log.executors(1, cores=4)
    begins = [2 + interval * job for job in range(jobs)]
    for begin in begins:
        log.executors(4, cores=4, at=begin + 20, until=begin + 150, why_removed="Executor killed by driver.")
    for id, begin in enumerate(begins):
        log.stage(id, run=[10] * 100, at=begin)
    if ended:
        log.end()
    return log
