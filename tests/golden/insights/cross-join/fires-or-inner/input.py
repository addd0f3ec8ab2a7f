"""An OR in the condition of an inner join."""
from job import made

log = made("Inner, ((user#1 = user#7) OR (mail#2 = mail#8))", rows=2_000_000)
