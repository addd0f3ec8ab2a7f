"""The filter reaches the scan."""
from job import made

log = made(condition="(customer#1L = 5)", pushed="[IsNotNull(customer), EqualTo(customer,5)]")
