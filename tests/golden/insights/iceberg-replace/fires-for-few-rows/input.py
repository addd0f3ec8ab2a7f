"""90 of 100 files are replaced, and the table shrinks by 10 rows of 9,010."""
from job import made

log = made()
