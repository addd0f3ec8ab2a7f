"""Two tables are listed, each once; the scan with most files is of a third, which no Spark job listed."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
for stage, (table, folders) in enumerate([("orders/day=2026-01-01", 640), ("returns/day=2026-01-01", 320)]):
    log.stage(stage, run=[folders / 128] * 64, name="parquet at NativeMethodAccessorImpl.java:0",
              description=f"Listing leaf files and directories for {folders} paths:<br/>s3://shop/{table}, ...")
query = log.query("by household", """
    2 Scan parquet FileScan parquet [id#1L] Batched: true, Location: InMemoryFileIndex(1 paths)[s3://shop/households] {number of files read: 4, size of files read: 640 MiB}
""")
log.stage(2, query, run=[40] * 64, input=10 * MIB)
log.end()
