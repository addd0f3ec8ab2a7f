"""A function of a column, scan wrapped by the plugin of the predecessor."""
from job import made

log = made(condition="(date_format(time#2, yyyy-MM, Some(UTC)) = 2026-01)", column="time#2",
           pushed="[IsNotNull(time)]", scan="DataFlintScan parquet")
