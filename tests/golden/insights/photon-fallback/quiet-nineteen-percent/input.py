"""Of 395 s a core, 75 are without Photon: less than min_share (20 %)."""
from job import made

log = made(photon=85)
