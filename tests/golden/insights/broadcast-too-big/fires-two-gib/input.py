"""Two GiB are broadcast, since the threshold was raised."""
from job import made

log = made(settings={"spark.sql.autoBroadcastJoinThreshold": "1g"})
