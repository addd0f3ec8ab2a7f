"""A later attempt runs 12 of the stage's 24 partitions, one of which takes long: 24 are no more than it has."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[5] * 24, shuffle_records=1000, name="sum at Daily.scala:32")
log.stage(0, attempt=1, run=[60] + [5] * 11, shuffle_records=1000, cpu=[50] + [5] * 11, name="sum at Daily.scala:32")
log.end()
