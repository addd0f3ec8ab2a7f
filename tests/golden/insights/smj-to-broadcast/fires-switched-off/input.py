"""Broadcasts are switched off; the small side of a left outer join stands on its right."""
from job import made

log = made("LeftOuter", settings={"spark.driver.memory": "4g", "spark.sql.autoBroadcastJoinThreshold": "-1"})
