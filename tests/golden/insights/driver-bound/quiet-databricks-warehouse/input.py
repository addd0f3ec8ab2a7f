"""A Databricks SQL warehouse waits for what people ask it."""
from job import databricks, two_queries

log = two_queries(databricks("SQL"))
