"""The hot values stand on the right of an anti join, which only asks whether there is a row."""
from job import made

log = made("LeftAnti", left=" {data size: 40 MiB}", right=" {data size: 500 MiB}")
