"""repartition(200) of the code without adaptive execution, which would leave its number alone."""
from made_log import KIB, MIB, Log

log = Log()
log.executors(2, cores=4)
query = log.query("report by country", """
    1 MapPartitions
    0   Exchange RoundRobinPartitioning(200), REPARTITION_BY_NUM
    0     Scan parquet shop.orders
""")
log.stage(0, query, run=[4] * 8, input=64 * MIB)
log.stage(1, query, run=[0.05] * 200, deserialize=0.03, scheduler_delay=0.02, shuffle_read=100 * KIB,
          shuffle_records=1000)
log.end()
