"""70 of 100 files are replaced, and half of the rows go."""
from job import made

log = made(addedDataFiles=40, removedDataFiles=70, totalDataFiles=70,
           addedRecords=4000, removedRecords=9000, totalRecords=5000)
