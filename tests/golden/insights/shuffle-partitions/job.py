"""Orders are summed by country four times; each shuffle is read in as many tasks as Spark takes by default."""
from made_log import KIB, MIB, Log


def made(spark: str = "3.1.2", settings: dict | None = None, executors: int = 2, run: float = 0.05,
         read: float = 100 * KIB, last_read: float = 0, exchange: str = "hashpartitioning(country#5, 200), ENSURE_REQUIREMENTS",
         adaptive: bool = False) -> Log:
    """`run`, `read`: seconds and bytes of each of the 200 tasks; `last_read`: bytes of those of the last report."""
    log = Log(spark=spark, settings=settings)
    log.executors(executors, cores=4)
    for report in range(4):
        scan, count = 2 * report, 2 * report + 1
        plan = f"""
            {count} HashAggregate(keys=[country#5], functions=[sum(amount#6)])
            {scan}   Exchange {exchange}
            {scan}     Scan parquet shop.orders
        """
        if adaptive:
            plan = "- AdaptiveSparkPlan isFinalPlan=true\n" + "\n".join(
                line[:2] + "  " + line[2:] for line in plan.strip().replace("            ", "").split("\n"))
        query = log.query(f"report {report}", plan)
        log.stage(scan, query, at=2 if report == 0 else None, run=[2] * 8, input=64 * MIB)
        log.stage(count, query, run=[run] * 200, deserialize=0.03, scheduler_delay=0.02,
                  shuffle_read=last_read if last_read and report == 3 else read, shuffle_records=1000)
    log.end()
    return log
