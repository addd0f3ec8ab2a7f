"""Large blocks, and still two fifths of the time goes by waiting for them."""
from job import made

log = made()
