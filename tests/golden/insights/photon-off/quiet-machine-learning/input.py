"""A runtime for machine learning, which has Photon in some versions only."""
from job import made

log = made(runtime="15.4.x-cpu-ml-scala2.12")
