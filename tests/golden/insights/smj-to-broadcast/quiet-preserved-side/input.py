"""The small side of a right outer join stands on its right: all its rows must come out."""
from job import made

log = made("RightOuter")
