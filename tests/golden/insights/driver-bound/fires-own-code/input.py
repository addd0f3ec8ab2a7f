"""Between two queries the driver works for a minute on what it collected."""
from job import two_queries

log = two_queries()
