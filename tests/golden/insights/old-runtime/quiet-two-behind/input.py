"""16.4: two long-term versions are newer, not more than max_behind (2)."""
from job import made

log = made("16.4.x-scala2.12", spark="3.5.2")
