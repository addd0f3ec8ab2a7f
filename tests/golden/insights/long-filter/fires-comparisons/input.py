"""140 comparisons of two columns."""
from job import made

log = made(" OR ".join(f"(customer#1L = {i}) OR (note#2 = x{i})" for i in range(70)))
