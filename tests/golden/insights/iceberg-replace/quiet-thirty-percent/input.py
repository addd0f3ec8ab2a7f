"""30 of 100 files are replaced: not more than min_files_share (30 %)."""
from job import made

log = made(addedDataFiles=30, removedDataFiles=30)
