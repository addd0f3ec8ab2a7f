"""One customer has most of the orders: one task of the join reads 20 times the rows of the others."""
from job import made

log = made()
