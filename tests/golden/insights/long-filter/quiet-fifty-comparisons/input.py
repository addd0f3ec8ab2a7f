"""50 comparisons: not more than max_terms (50)."""
from job import made

log = made(" OR ".join(f"(c#1 = {i})" for i in range(50)))
