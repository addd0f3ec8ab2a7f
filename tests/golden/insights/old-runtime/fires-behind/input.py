"""14.3 is supported until 1 February 2027, but four long-term versions are newer."""
from job import made

log = made("14.3.x-scala2.12", spark="3.5.0")
