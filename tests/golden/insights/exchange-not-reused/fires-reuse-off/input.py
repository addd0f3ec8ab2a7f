"""Reuse of exchanges is switched off."""
from job import made

log = made(settings={"spark.sql.exchange.reuse": "false"})
