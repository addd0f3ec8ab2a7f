"""Sixty iterations of an algorithm of MLlib: nothing that the user's code could do in one query."""
from made_log import Log

log = Log()
log.executors(2, cores=4)
log.stage(0, run=[10] * 8)
for step in range(60):
    log.stage(1 + step, run=[0.6, 0.4], name="treeAggregate at RDDLossFunction.scala:61",
              details="org.apache.spark.rdd.RDD.treeAggregate(RDD.scala:1201)\n"
                      "org.apache.spark.ml.optim.loss.RDDLossFunction.calculate(RDDLossFunction.scala:61)")
log.end()
