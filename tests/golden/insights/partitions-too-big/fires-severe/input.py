"""Six GiB for each task; smaller ones would take as long, but be tried again at less cost."""
from job import made
from made_log import GIB

log = made(tasks=16, shuffle_read=6 * GIB)
