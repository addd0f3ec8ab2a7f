"""80 comparisons of one column: IN would do."""
from job import made

log = made(" OR ".join(f"(customer#1L = {i})" for i in range(80)))
