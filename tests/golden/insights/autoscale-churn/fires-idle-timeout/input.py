"""Every four minutes a job wants the executors that were given back a minute and a half ago."""
from job import made

log = made()
