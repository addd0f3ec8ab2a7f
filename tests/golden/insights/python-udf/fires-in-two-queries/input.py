"""One pandas function in two queries."""
from made_log import MIB, Log

log = Log()
log.executors(2, cores=4)
for stage in range(2):
    query = log.query(f"score {stage}", f"""
        {stage} ArrowEvalPython [score(amount#{stage}2)#12], [pythonUDF0#30], 200 {{number of output rows: 6000000, time to run Python workers: 200 s, data sent to Python workers: 900 MiB, data returned from Python workers: 300 MiB}}
        {stage}   Scan parquet shop.orders {{number of files read: 16, size of files read: {1024 + stage} MiB}}
    """)
    log.stage(stage, query, run=[20] * 16, cpu=5, input=64 * MIB)
log.end()
