"""A trigger of 10 s; every third batch takes 14.3 s, most of it to look for new files."""
from job import made

log = made([(4, 900), (4, 900), (14.3, 3000)] * 6, trigger=10, part="latestOffset",
           source="FileStreamSource[s3://shop/in]")
