"""A loop that runs a Spark job of two short tasks each time, on eight slots."""
from made_log import Log


def made(times: int = 60, name: str = "count at Daily.scala:9", details: str = "", ended: bool = True) -> Log:
    """`name` and `details`: where the job was called. `ended`: whether the log tells of the application's end."""
    log = Log()
    log.executors(2, cores=4)
    log.stage(0, run=[10] * 8)
    for time in range(times):
        log.stage(1 + time, run=[0.6, 0.4], name=name, details=details)
    if ended:
        log.end()
    return log
