"""Calls to other systems, as jobs make them row by row: here a wait in the JVM."""
from pyspark.sql import functions as F


def call(milliseconds):
    """A column: what a service said about the row, after `milliseconds` (a number or an SQL expression)."""
    return F.expr(f"length(reflect('java.lang.Thread', 'sleep', bigint({milliseconds})))")
