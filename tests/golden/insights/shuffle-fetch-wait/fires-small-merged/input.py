"""Small blocks, though adaptive execution has merged partitions: it keeps as many as there are cores."""
from job import made
from made_log import KIB

log = made(tasks=160, shuffle_read=160 * 16 * KIB, merged=True)
