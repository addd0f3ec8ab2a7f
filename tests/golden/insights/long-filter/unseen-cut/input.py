"""Spark cut a long condition."""
from job import made

log = made("(" + " OR ".join(f"(customer#1L = {i})" for i in range(60)) + "...")
