"""A name that is no version of the runtime."""
from job import made

log = made("custom:local__13.3.x", spark="3.5.0")
