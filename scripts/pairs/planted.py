"""The planted pairs: which insight must see the bad job, what its advice must say, where and how both jobs run."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "logs"))
import plan  # noqa: E402

SPARK = "4.3.0"
SLOTS_2 = "local-cluster[2,1,1024]"  # for jobs that compute: as many slots as the machine has cores
LOCAL_2 = "local[2]"  # ... of which the executors are no part
SLOTS_8 = "local-cluster[2,4,1024]"  # for jobs that wait

BASE_CONF = plan.SITE_CONF | {
    "spark.sql.shuffle.partitions": "16",
    "spark.scheduler.minRegisteredResourcesRatio": "1.0",  # else the first tasks run on what came first
}

# Jobs that wait need no second compiler, and without it their start disturbs less what else the machine does.
SHORT_START = {"spark.driver.extraJavaOptions": BASE_CONF["spark.driver.extraJavaOptions"] + " -XX:TieredStopAtLevel=1",
               "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1"}


@dataclass(frozen=True, eq=False)
class Pair:
    """A job in two variants. Its script, jobs/ID.py, gets "bad" or "fixed" as argument, and "prepare" first where the
    two read data that is to be there before."""
    id: str
    insight: str  # its id
    advice: str  # regular expression: the fix, as the finding's changes must say it
    subject: str = ""  # regular expression for the finding's subject, when several places could have one
    saves: str = "wall"  # "wall": time; "core": only available core time; "": neither, the fix is worth it otherwise
    waits: bool = False  # its time passes in waiting: it runs as long on a busy machine
    prepares: bool = False
    master: str = ""
    fixed_master: str = ""
    conf: dict = field(default_factory=dict)
    fixed_conf: dict = field(default_factory=dict)
    workers: int = 0  # machines (addresses, here) of a standalone cluster in place of `master`, two cores each
    spark: str = SPARK

    def conf_of(self, variant: str) -> dict:
        if variant == "prepare":
            return {**BASE_CONF, "spark.driver.memory": "2g"}
        return {**BASE_CONF, **(SHORT_START if self.waits else {}), **self.conf,
                **(self.fixed_conf if variant == "fixed" else {})}

    def master_of(self, variant: str) -> str:
        if variant == "prepare":
            return "local[2]"
        return variant == "fixed" and self.fixed_master or self.master

    def __post_init__(self):
        if self.workers:  # frozen
            object.__setattr__(self, "master", "spark://127.0.0.1:17077")
        elif not self.master:
            object.__setattr__(self, "master", SLOTS_8 if self.waits else SLOTS_2)

    @property
    def file(self) -> str:
        return self.id.replace("-", "_") + ".py"


DYNAMIC = {"spark.dynamicAllocation.enabled": "true", "spark.dynamicAllocation.minExecutors": "1",
           "spark.dynamicAllocation.shuffleTracking.enabled": "true"}
PEAKS = {"spark.eventLog.logStageExecutorMetrics": "true", "spark.executor.metrics.pollingInterval": "500ms"}
NO_ADAPTIVE = {"spark.sql.adaptive.enabled": "false", "spark.sql.shuffle.partitions": "200"}
NO_BROADCAST = {"spark.sql.autoBroadcastJoinThreshold": "-1"}

PAIRS = (
    # Cores, parallelism, scheduling
    Pair("driver-loop", "driver-bound", r"move what the driver does .* into the job", waits=True),
    Pair("closing-time", "driver-bound", r"spark\.stop\(\)", waits=True),
    Pair("idle-executors", "idle-cores", r"spark\.(cores\.max|executor\.instances)=", saves="core",
         master="local-cluster[4,2,1024]", fixed_master="local-cluster[2,2,1024]"),
    Pair("coalesce-before-write", "too-few-tasks", r"repartition\(2\) instead of coalesce\(2\)", waits=True),
    Pair("one-gzip-file", "too-few-tasks", r"repartition\(\d+\)", waits=True, prepares=True),
    Pair("narrow-rdd", "too-few-tasks", r"parallelize|repartition\(\d+\)", waits=True),
    Pair("tiny-tasks", "tiny-tasks", r"parallelize|coalesce\(\d+\)"),
    Pair("many-small-jobs", "many-small-jobs", r"groupBy|GROUP BY|one query", prepares=True),
    Pair("slow-scale-up", "scale-up-lag", r"dynamicAllocation\.(minExecutors|initialExecutors|schedulerBacklogTimeout)",
         waits=True, master="local-cluster[4,2,1024]",
         conf={**DYNAMIC, "spark.dynamicAllocation.maxExecutors": "4",
               "spark.dynamicAllocation.schedulerBacklogTimeout": "15s"},
         fixed_conf={"spark.dynamicAllocation.minExecutors": "4"}),
    Pair("autoscale-churn", "autoscale-churn", r"dynamicAllocation\.(executorIdleTimeout|minExecutors)", waits=True,
         master="local-cluster[3,2,1024]",
         conf={**DYNAMIC, "spark.dynamicAllocation.maxExecutors": "3",
               "spark.dynamicAllocation.executorIdleTimeout": "2s",
               "spark.dynamicAllocation.shuffleTracking.timeout": "2s"},
         fixed_conf={"spark.dynamicAllocation.executorIdleTimeout": "60s"}),
    Pair("slow-machine", "straggler-host", r"127\.0\.0\.4|spark\.speculation=true|machine", waits=True, workers=4),

    # Memory
    Pair("spill-sort", "spill", r"repartition\(\d+", master="local-cluster[2,1,512]",
         conf={**PEAKS, "spark.executor.memory": "512m"}),
    Pair("heap-too-small", "gc-pressure", r"-Xmn", master="local-cluster[2,1,512]",
         fixed_master="local-cluster[2,1,2048]",
         conf={**PEAKS, "spark.executor.memory": "512m", "spark.executor.extraJavaOptions": "-XX:+UseParallelGC -Xmn16m"},
         fixed_conf={"spark.executor.memory": "2g", "spark.executor.extraJavaOptions": "-XX:+UseParallelGC"}),
    Pair("memory-unused", "executor-memory-low", r"spark\.executor\.memory=", saves="", waits=True,
         master="local-cluster[2,4,3072]", fixed_master=SLOTS_8, conf={**PEAKS, "spark.executor.memory": "3g"},
         fixed_conf={"spark.executor.memory": "1g"}),
    Pair("killed-executor", "executor-lost", r"memory", waits=True, fixed_master="local-cluster[2,4,2048]",
         fixed_conf={"spark.executor.memory": "2g"}),
    Pair("flaky-source", "failed-tasks", r"flaky_source\.py", waits=True),
    Pair("large-result", "large-result", r"write", conf={"spark.driver.memory": "2g"}),
    Pair("cache-never-read", "cache-unused", r"cache\(\)|persist", waits=True),
    Pair("cache-too-large", "cache-evicted", r"MEMORY_AND_DISK|DISK", waits=True,
         master="local-cluster[2,4,600]", conf={**PEAKS, "spark.executor.memory": "600m"}),

    # Skew, shuffle, joins
    Pair("hot-key", "skew", r"salt", waits=True),
    Pair("skewed-join", "skew", r"spark\.sql\.adaptive\.skewJoin\.enabled=true", waits=True,
         conf={**NO_BROADCAST, "spark.sql.adaptive.skewJoin.enabled": "false",
               "spark.sql.adaptive.advisoryPartitionSizeInBytes": "1m",
               "spark.sql.adaptive.coalescePartitions.enabled": "false",
               "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes": "1m"},
         fixed_conf={"spark.sql.adaptive.skewJoin.enabled": "true"}),
    Pair("expensive-rows", "skew", r"repartition\(\d+\)|minPartitions|parallelize", waits=True),
    Pair("default-shuffle-partitions", "shuffle-partitions", r"spark\.sql\.shuffle\.partitions=", master=LOCAL_2, conf=NO_ADAPTIVE,
         fixed_conf={"spark.sql.shuffle.partitions": "2"}),
    Pair("adaptive-off", "aqe-off", r"spark\.sql\.adaptive\.enabled=true", master=LOCAL_2, conf=NO_ADAPTIVE,
         fixed_conf={"spark.sql.adaptive.enabled": "true"}),
    Pair("sort-merge-small-table", "smj-to-broadcast", r"(?i)broadcast", master=LOCAL_2, conf=NO_BROADCAST,
         fixed_conf={"spark.sql.autoBroadcastJoinThreshold": "10m"}),
    Pair("broadcast-too-large", "broadcast-too-big", r"hint", master="local-cluster[2,1,2048]",
         conf={"spark.driver.memory": "2g", "spark.executor.memory": "2g"}),
    Pair("nested-loop-join", "cross-join", r"equal|=|join on", master=LOCAL_2),
    Pair("exploding-join", "join-explosion", r"(?i)dropDuplicates|distinct|duplicate", waits=True),
    Pair("repartition-before-group", "unneeded-shuffle", r"repartition", master=LOCAL_2),
    Pair("window-without-key", "single-partition", r"(?i)partition by|partitionBy", master=LOCAL_2),
    Pair("computed-twice", "exchange-not-reused", r"cache\(\)|persist", waits=True),

    # Scans and writes
    Pair("small-files-read", "small-files-read", r"repartition\(\d+\)\.write", master=LOCAL_2, prepares=True),
    Pair("small-files-written", "small-files-written", r"repartition\((\"day\"|day)", master=LOCAL_2),
    Pair("many-folders", "listing-heavy", r"(?i)partition|coarser|format", master=LOCAL_2, prepares=True),
    Pair("cast-filter", "no-pushdown", r"cast|column itself|range", master=LOCAL_2, prepares=True),
    Pair("schema-inference", "csv-json-scan", r"schema\(", master=LOCAL_2, prepares=True),
    Pair("full-scan", "full-scan-partitioned", r"day", master=LOCAL_2, prepares=True),
    Pair("repeated-scan", "repeated-scan", r"cache\(\)|persist", master=LOCAL_2, prepares=True),

    # Query shape, runtime, code
    Pair("python-udf", "python-udf", r"built-in|functions|pandas|Arrow", master=LOCAL_2),
    Pair("long-filter", "long-filter", r"join", master=LOCAL_2),
    Pair("with-column-loop", "driver-bound", r"withColumns", master=LOCAL_2),
    Pair("union-in-loop", "huge-plan", r"localCheckpoint|in place of a union", master=LOCAL_2),
)
