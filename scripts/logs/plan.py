"""Which applications are run: script, master and configuration of each committed event log."""

from dataclasses import dataclass, field

VERSIONS = ("3.3.4", "3.5.9", "4.3.0")
NEWEST, NEWER = VERSIONS[2:], VERSIONS[1:]

# What every application has, those of scripts/pairs too. {root} is a folder with a neutral name; nothing else of the
# machine is in the logs.
SITE_CONF = {
    "spark.eventLog.enabled": "true",
    "spark.eventLog.dir": "file:{root}/events",
    "spark.eventLog.compress": "true",
    "spark.eventLog.compression.codec": "zstd",
    "spark.eventLog.rolling.enabled": "false",
    "spark.driver.host": "localhost",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.executor.memory": "1g",
    "spark.driver.extraJavaOptions": "-Duser.name=spark -Duser.home={root} -Djava.io.tmpdir={root}/tmp",
    "spark.local.dir": "{root}/tmp",
    "spark.sql.warehouse.dir": "{root}/warehouse",
    "spark.ui.enabled": "false",
}
BASE_CONF = SITE_CONF | {"spark.sql.shuffle.partitions": "8", "spark.executor.heartbeatInterval": "2s"}
PEAKS = {"spark.eventLog.logStageExecutorMetrics": "true", "spark.executor.metrics.pollingInterval": "500ms"}
LOCAL = "local[2]"
CLUSTER = "local-cluster[2,2,1024]"
NO_BROADCAST = {"spark.sql.autoBroadcastJoinThreshold": "-1"}
SKEW_JOIN = {
    "spark.sql.adaptive.advisoryPartitionSizeInBytes": "8m",
    "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes": "8m",
    "spark.sql.adaptive.coalescePartitions.minPartitionSize": "256k",
}


@dataclass(frozen=True, eq=False)
class Workload:
    """One application; `name` is the name of its log."""
    name: str
    what: str
    master: str = CLUSTER
    conf: dict = field(default_factory=dict)
    script: str = ""
    versions: tuple = VERSIONS
    codec: str = "zstd"
    killed: bool = False
    rolling: bool = False
    tasks: bool = False  # keep the History Server's task lists too

    @property
    def file(self) -> str:
        return (self.script or self.name.replace("-", "_")) + ".py"


def _codec(codec: str) -> Workload:
    conf = {"spark.eventLog.compress": "false"} if codec == "none" else {"spark.eventLog.compression.codec": codec}
    return Workload("codec-" + codec, f"a small job, its log written with codec {codec}", LOCAL, conf, "codec",
                    codec="" if codec == "none" else codec, tasks=True,
                    versions=VERSIONS if codec == "lz4" else NEWEST)


WORKLOADS = (
    Workload("clean", "a well-built job: nothing to find", conf=PEAKS, tasks=True),
    Workload("demo", "a nightly job with skew, spill and driver gaps; `make demo` shows it",
             conf={**PEAKS, **NO_BROADCAST, **SKEW_JOIN, "spark.executor.memory": "600m",
                   "spark.sql.adaptive.skewJoin.enabled": "false"},
             master="local-cluster[2,2,600]", versions=NEWEST, tasks=True),
    Workload("skewed-join", versions=NEWER, what="sort-merge join with one hot key, adaptive execution off", script="skewed_join",
             conf={**PEAKS, **NO_BROADCAST, "spark.sql.adaptive.enabled": "false"}, tasks=True),
    Workload("skewed-join-aqe", versions=NEWEST, what="the same join, adaptive execution splits the hot partition", script="skewed_join",
             conf={**PEAKS, **NO_BROADCAST, **SKEW_JOIN}),
    Workload("spill", versions=NEWEST, what="sort and aggregation that spill, executors of 512 MiB", master="local-cluster[2,2,512]",
             conf={**PEAKS, "spark.executor.memory": "512m"}, tasks=True),
    Workload("gc-pressure", versions=NEWEST, what="a small heap full of cached and short-lived objects", master="local-cluster[2,2,512]",
             conf={**PEAKS, "spark.executor.memory": "512m",
                   "spark.executor.extraJavaOptions": "-XX:+UseParallelGC -Xmn24m"}),
    Workload("too-few-tasks", versions=NEWEST, what="coalesce(1), and a window without PARTITION BY", conf=PEAKS),
    Workload("tiny-tasks", versions=NEWEST, what="1,500 tasks that do next to nothing"),
    Workload("idle-cores", versions=NEWEST, what="three executors, one busy core", master="local-cluster[3,1,1024]", conf=PEAKS),
    Workload("driver-bound", versions=NEWEST, what="the driver computes between jobs"),
    Workload("failed-tasks", "retried tasks, a failed job, a killed executor, an SQL error", tasks=True),
    Workload("small-files", versions=NEWEST, what="300 small files written and read again", master="local[4]"),
    Workload("storage", "cached RDDs and DataFrames; block updates are logged",
             conf={"spark.eventLog.logBlockUpdates.enabled": "true", "spark.executor.memory": "600m"},
             master="local-cluster[2,2,600]"),
    Workload("streaming", "three structured streaming queries, one ends in an error", LOCAL,
             conf={"spark.sql.shuffle.partitions": "2"}),
    Workload("job-groups", "job groups, descriptions, pools, jobs at the same time, a cancelled group",
             conf={"spark.scheduler.mode": "FAIR"}),
    Workload("sql-aqe", "nine SQL queries that adaptive execution plans again", "local[4]",
             conf={**SKEW_JOIN, "spark.sql.autoBroadcastJoinThreshold": "40k"}),
    Workload("stage-retry", "an executor is lost after the shuffle: fetch failures, the map stage runs again",
             tasks=True),
    Workload("speculation", versions=NEWER, what="two stragglers; speculation is on, but all executors are on one host: no copy is started", tasks=True,
             conf={"spark.speculation": "true", "spark.speculation.multiplier": "3",
                   "spark.speculation.quantile": "0.5", "spark.speculation.interval": "500ms",
                   "spark.speculation.efficiency.enabled": "false"}),
    Workload("failing-sql", versions=NEWER, what="SQL executions that fail in a task, in Python, on the driver and while planning", master=LOCAL,
             conf={"spark.sql.ansi.enabled": "true"}),
    Workload("dynamic-allocation", versions=NEWEST, what="executors come and go", master="local-cluster[3,1,1024]",
             conf={"spark.dynamicAllocation.enabled": "true", "spark.dynamicAllocation.minExecutors": "1",
                   "spark.dynamicAllocation.maxExecutors": "3", "spark.dynamicAllocation.executorIdleTimeout": "3s",
                   "spark.dynamicAllocation.schedulerBacklogTimeout": "1s",
                   "spark.dynamicAllocation.shuffleTracking.enabled": "true",
                   "spark.dynamicAllocation.shuffleTracking.timeout": "4s", **PEAKS}),
    Workload("python-udf", "row-at-a-time Python functions", tasks=True,
             conf={**PEAKS, "spark.executor.processTreeMetrics.enabled": "true"}),
    *(_codec(codec) for codec in ("zstd", "lz4", "snappy", "lzf", "none")),
    Workload("rolling", "a log in five files (eventlog_v2)", LOCAL, {"spark.eventLog.rolling.enabled": "true"},
             rolling=True),
    Workload("killed-driver", versions=NEWER, what="driver killed in the middle of a stage: .inprogress, no end", killed=True),
)
