"""90 % of the task time is without Photon."""
from job import made

log = made(photon=2)
