"""Never waits for its trigger of 5 s, which nothing tells then; and its batches do not become longer."""
from job import made

log = made([(7.2, 500)] * 12, trigger=5)
