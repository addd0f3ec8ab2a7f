"""The plan does not say why Photon was not used."""
from job import made

log = made(explained=False)
