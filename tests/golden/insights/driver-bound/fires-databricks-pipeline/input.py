"""The cluster of a Databricks pipeline: nobody sits in front of it, so that time between its queries counts."""
from job import databricks, two_queries

log = two_queries(databricks("PIPELINE"))
