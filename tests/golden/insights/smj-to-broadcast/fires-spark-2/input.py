"""Broadcasts are switched off in Spark 2.4, which takes plain bytes for the threshold, and no unit."""
from job import made

log = made(spark="2.4.8", settings={"spark.driver.memory": "4g", "spark.sql.autoBroadcastJoinThreshold": "-1"})
