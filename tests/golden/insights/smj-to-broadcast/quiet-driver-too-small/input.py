"""A side of 160 MiB does not fit into a driver of 1 GiB."""
from job import made
from made_log import MIB

log = made(customers=2_000_000, size="160 MiB", written=40 * MIB, settings={"spark.driver.memory": "1g"})
