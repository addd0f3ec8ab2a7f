"""The planted pairs: which insight must see the bad job, what its advice must say, where and how both jobs run."""

from dataclasses import dataclass, field

SPARK = "4.3.0"
SLOTS_2 = "local-cluster[2,1,1024]"  # for jobs that compute: as many slots as the machine has cores
SLOTS_8 = "local-cluster[2,4,1024]"  # for jobs that wait

# What every application has. {root} is a folder with a neutral name; nothing else of the machine is in the logs.
BASE_CONF = {
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
    "spark.sql.shuffle.partitions": "16",
    "spark.ui.enabled": "false",
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
        if not self.master:  # frozen
            object.__setattr__(self, "master", SLOTS_8 if self.waits else SLOTS_2)

    @property
    def file(self) -> str:
        return self.id.replace("-", "_") + ".py"


PAIRS = (
    # Cores, parallelism, scheduling
    Pair("driver-loop", "driver-bound", r"move what the driver does .* into the job", waits=True),
    Pair("coalesce-before-write", "too-few-tasks", r"repartition\(2\) instead of coalesce\(2\)", waits=True),
    Pair("idle-executors", "idle-cores", r"spark\.(cores\.max|executor\.instances)=", saves="core", waits=True,
         master="local-cluster[4,2,1024]", fixed_master="local-cluster[2,2,1024]"),

    # Memory
    Pair("flaky-source", "failed-tasks", r"flaky_source\.py", waits=True),

    # Skew, shuffle, joins
    Pair("hot-key", "skew", r"salt", waits=True),
)
