"""Spark 1.6 does not measure CPU time: that it is zero does not say that the longest task waited."""
from made_log import MIB, Log

log = Log(spark="1.6.3")
log.executors(2, cores=4)
log.stage(0, run=[60] + [5] * 7, cpu=0, input=64 * MIB, input_records=100_000, name="saveAsTextFile at Load.scala:30")
log.end()
