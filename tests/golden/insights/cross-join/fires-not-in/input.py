"""NOT IN with a column that may hold NULL."""
from job import made

log = made("LeftAnti, ((user#1 = user#7) OR isnull((user#1 = user#7)))", rows=1_000_000)
