"""No trigger: each batch has what came in during the one before, and takes longer than it."""
from job import made

log = made([(5 * 1.1**n, int(4000 * 1.1**n)) for n in range(16)])
