"""Spark shortened the text that would tell whether the code asks for 200."""
from job import made

log = made(exchange="hashpartitioning(country#5, region#6, ... 3 more fields), ENSURE_REQUIREMENTS")
