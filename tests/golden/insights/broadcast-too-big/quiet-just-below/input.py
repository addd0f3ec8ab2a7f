"""As large as allowed, and quick."""
from job import made

log = made(size="1000 MiB", seconds=(5, 2, 1), wait=0, settings={"spark.driver.memory": "8g"})
