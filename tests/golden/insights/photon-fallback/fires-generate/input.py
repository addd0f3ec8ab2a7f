"""Half of the task time is in a stage without Photon; the plan says why."""
from job import made

log = made()
