"""The same union of 600 scans for each of four days, each after 20 s of the driver's work: told once."""
from job import union
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[30] * 8)
for day in range(4):
    log.wait(20)
    log.stage(1 + day, log.query(f"union of day {day}", union(600).replace("\n1", f"\n{1 + day}").replace("1 Union", f"{1 + day} Union"), at=log.now - 1),
              run=[30] * 8)
log.end()
