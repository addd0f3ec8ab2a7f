"""The cluster has Photon."""
from job import made

log = made(runtime="16.4.x-photon-scala2.12")
