"""Sixty iterations of an algorithm of MLlib: nothing that the user's code could do in one query."""
from job import made

log = made(name="treeAggregate at RDDLossFunction.scala:61",
           details="org.apache.spark.rdd.RDD.treeAggregate(RDD.scala:1201)\n"
                   "org.apache.spark.ml.optim.loss.RDDLossFunction.calculate(RDDLossFunction.scala:61)")
