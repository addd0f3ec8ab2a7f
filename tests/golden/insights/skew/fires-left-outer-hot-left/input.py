"""The hot values stand on the left of a left outer join: it can be split, and the right side repeated."""
from job import made

log = made("LeftOuter", left=" {data size: 500 MiB}", right=" {data size: 40 MiB}")
