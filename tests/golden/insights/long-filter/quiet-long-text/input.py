"""24 comparisons of 24 columns in more than 1,000 characters: a long text, and not much to compute."""
from job import made

log = made(" OR ".join(f"(a_rather_long_name_of_column_{i}#{i} = value {i})" for i in range(24)))
