"""A Databricks cluster that a person made: the time between queries is theirs."""
from job import databricks, two_queries

log = two_queries(databricks("UI"))
