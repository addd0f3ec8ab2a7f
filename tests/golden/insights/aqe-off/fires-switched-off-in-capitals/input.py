"""Adaptive execution is switched off as Python writes it, "False": Spark takes that in any case of its letters."""
from job import made

log = made(settings={"spark.sql.adaptive.enabled": "False"})
