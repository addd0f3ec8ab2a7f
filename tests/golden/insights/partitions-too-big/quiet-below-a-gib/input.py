"""20 tasks of 1,000 MiB."""
from job import made
from made_log import MIB

log = made(shuffle_read=1000 * MIB)
