"""State grows, and a watermark lets go of it."""
from job import made

log = made([(3, 40_000, 40_000 * (n % 6 + 1)) for n in range(12)], trigger=10)
