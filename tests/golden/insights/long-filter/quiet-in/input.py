"""An IN of 449 values is a hash set to Spark."""
from job import made

log = made("customer#1L INSET 809, 629, 365, 101, 479, 347, 893, ... 442 more fields")
