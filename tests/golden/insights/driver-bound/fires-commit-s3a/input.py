"""Three settings make it use S3A's committer."""
from job import made

log = made()
