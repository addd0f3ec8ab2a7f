"""Blocks of 16 KiB: so many partitions that each of them gets a little of every writer."""
from job import made
from made_log import KIB

log = made(tasks=640, shuffle_read=160 * 16 * KIB)
