"""A Databricks cluster of which the log does not say whether people use it from notebooks."""
from job import databricks, two_queries

log = two_queries(databricks(""))
