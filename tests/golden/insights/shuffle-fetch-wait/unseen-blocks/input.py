"""How many blocks were read is not in the log."""
from job import made

log = made(blocks=0, master="spark://master:7077")
