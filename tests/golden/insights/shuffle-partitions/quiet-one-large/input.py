"""One of the reports needs 118 partitions: no number suits all four; tiny-tasks advises adaptive execution."""
from job import made
from made_log import MIB

log = made(last_read=75 * MIB)
