"""Stages that count an RDD of 16 partitions, which the first of them caches."""
from made_log import MIB, Log


def count(log: Log, stages: int = 3, level: str = "MEMORY_ONLY", stored: int = 10, size: int = 256 * MIB) -> None:
    """`stored`: how many of the partitions the cache keeps, each of `size` bytes."""
    for stage in range(stages):
        log.stage(stage, run=[20] * 16, cached={7: level}, name="count at Daily.scala:9")
        if stage == 0:
            log.blocks(7, stored, memory=size)
