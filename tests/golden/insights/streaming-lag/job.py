"""A stream of orders, of which each batch is told by (seconds it took, its rows, rows of state)."""
from made_log import Log


def made(batches: list[tuple], trigger: float = 0, settings: dict | None = None, **more) -> Log:
    """`trigger`: seconds; a batch begins at its multiple, or at once when the one before took longer."""
    log = Log(spark="4.0.0", settings=settings)
    log.executors(2, cores=4)
    log.stream("orders per shop")
    now = 10.0
    for number, (seconds, rows, *state) in enumerate(batches):
        log.stage(number, at=now, run=[seconds * 0.9] * 8)
        log.batch("orders per shop", number, now, seconds, rows, state=state[0] if state else None, **more)
        next_trigger = (now // trigger + 1) * trigger if trigger else now
        now = max(now + seconds, next_trigger)
    log.now = now
    log.end()
    return log
