"""The hot values stand on the right of a left outer join: it is not split, and the left side may not be repeated."""
from job import made

log = made("LeftOuter", left=" {data size: 40 MiB}", right=" {data size: 500 MiB}")
