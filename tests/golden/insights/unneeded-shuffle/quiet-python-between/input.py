"""The repartition spreads a Python function over more tasks."""
from job import made

log = made(between="BatchEvalPython [score(amount#3)#9], [pythonUDF0#10]")
