"""14.0 is not in the table of long-term versions: until when it was supported is not known."""
from job import made

log = made("14.0.x-scala2.12", spark="3.5.0")
