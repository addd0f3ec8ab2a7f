"""Of a full outer join, adaptive execution splits neither side, and neither may be repeated."""
from job import made

log = made("FullOuter", left=" {data size: 500 MiB}", right=" {data size: 40 MiB}")
