"""They come back twice."""
from job import made

log = made(jobs=3)
