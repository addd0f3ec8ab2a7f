"""Busy all the time, but each batch is quicker than the one before."""
from job import made

log = made([(20 * 0.95**n, int(9000 * 0.95**n)) for n in range(15)])
