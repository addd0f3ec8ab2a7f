"""Partitions are replaced one by one (partitionOverwriteMode is dynamic), which S3A's magic committer cannot do."""
from job import made

log = made({"spark.sql.sources.partitionOverwriteMode": "DYNAMIC"})
