"""A write of Parquet to S3 by s3a, whose commit takes 40 s."""
from made_log import MIB, Log


def made(settings: dict | None = None) -> Log:
    log = Log(settings=settings)
    log.executors(2, cores=4)
    query = log.query("load", """
        0 Execute InsertIntoHadoopFsRelationCommand s3a://shop/orders, false, Parquet, [path=s3a://shop/orders], Overwrite, [id, day] {number of written files: 16, written output: 3200 MiB, number of dynamic part: 0, task commit time: 1 s, job commit time: 40 s}
        0   Scan parquet shop.raw
    """, until=70)
    log.stage(0, query, run=[10] * 16, output=200 * MIB)
    log.now = 70
    log.end()
    return log
