"""Which table it is, the plan does not say."""
from job import made

log = made(customers="ExistingRDD")
