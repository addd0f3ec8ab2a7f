"""Made event logs: a run written down in a few lines, for the golden cases of insights.

    log = Log(spark="4.0.0", master="yarn")
    log.executors(2, cores=4)
    query = log.query("daily report", '''
        1 SortMergeJoin [customer_id#1L], [id#7L], Inner
        0   Exchange hashpartitioning(customer_id#1L, 8), ENSURE_REQUIREMENTS
        0     Scan parquet shop.orders {number of files read: 12, size of files read: 512 MiB}
    ''')
    log.stage(0, query, at=2, run=[5] * 4)
    log.stage(1, query, run=[60] + [5] * 7, shuffle_records=[2_000_000] + [100_000] * 7)

A plan is the tree that Spark's UI shows, a line a node, two spaces a level. The number in front is the stage whose
tasks ran the node (an Exchange is written by the stage in front of it and read by the stage of the node above), "-" if
none did; what stands in braces are values of its metrics ("8 s in ns": counted in nanoseconds). What a ReusedExchange reuses stands below it once more, with
"=" in place of the stage. Times are seconds since the start of the application. Tasks
of a stage run on the free cores in their order, as Spark would start them; what is given of them is a value for all
or a list with one each. A stage starts when the one before it ended, unless `at` says when. `write` gives the log as
Spark would have written it, JSON lines.
"""

import json
import math
import re
from dataclasses import dataclass, field
from datetime import datetime, timezone
from itertools import count
from pathlib import Path

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
START_MS = 1_800_000_000_000  # 15 Jan 2027, 08:00 UTC
STREAM_EVENT = "org.apache.spark.sql.streaming.StreamingQueryListener$"
STREAM = {"id": "5f30e1a2-0000-4000-8000-000000000001", "runId": "5f30e1a2-0000-4000-8000-000000000002"}
SQL_EVENT = "org.apache.spark.sql.execution.ui.SparkListener"
# What comes first of events at the same time: ends before starts.
TASK_END, STAGE_END, JOB_END, SQL_END, EXECUTOR, SQL_START, SQL_VALUES, START, APPLICATION_END = range(9)
# Operators that do not count their rows.
NO_ROWS = {"Sort", "Project", "Window", "LocalLimit", "GlobalLimit", "MapPartitions"}
UNITS = {"KiB": KIB, "MiB": MIB, "GiB": GIB, "s": 1000, "s in ns": 10 ** 9}


@dataclass
class Query:
    """A SQL execution."""
    id: int
    begin: float | None = None
    end: float | None = None
    error: str = ""
    updates: dict[int, list[int]] = field(default_factory=dict)  # stage -> accumulators that its tasks update
    given: set[int] = field(default_factory=set)  # accumulators whose value the plan gives: tasks add nothing to it


class Log:
    def __init__(self, spark: str = "4.0.0", master: str = "yarn", name: str = "made", settings: dict | None = None,
                 id: str = "made-0001"):
        self.spark, self.name, self.id = spark, name, id
        self.settings = {"spark.master": master, "spark.app.name": name, **(settings or {})}
        self.events: list[tuple[int, int, dict]] = []  # time, order among equal times, event
        self.slots: list[tuple[str, float]] = []  # executor of each core, when it is free
        self.until: dict[str, float] = {}  # when executors are removed, of those that are
        self.now = 0.0  # when the last stage ended
        self.queries: list[tuple[Query, dict, list]] = []  # with its start event and the driver's metric values
        self.ids = {"accumulator": count(1), "executor": count(1), "task": count(), "query": count(), "job": count()}

    # --- what happened -----------------------------------------------------------------------------------------

    def executors(self, number: int, cores: int, memory: int = 2 * GIB, at: float = 1, until: float | None = None,
                  why_removed: str = "idle", host: str = "") -> None:
        """`memory` is what execution and storage share; 0: the log does not say (no block manager event).
        `host`: of all of them; each has one of its own unless given.

        No task starts on them after `until`; one that would still run then has to be given as failed.
        """
        for _ in range(number):
            name = str(next(self.ids["executor"]))
            info = {"Host": host or f"worker-{name}", "Total Cores": cores, "Log Urls": {}, "Attributes": {}, "Resources": {},
                    "Resource Profile Id": 0}
            self._add(at, {"Event": "SparkListenerExecutorAdded", "Timestamp": ms(at), "Executor ID": name,
                           "Executor Info": info}, EXECUTOR)
            if memory:
                self._add(at, {"Event": "SparkListenerBlockManagerAdded",
                               "Block Manager ID": {"Executor ID": name, "Host": f"worker-{name}", "Port": 7337},
                               "Maximum Memory": memory, "Timestamp": ms(at), "Maximum Onheap Memory": memory,
                               "Maximum Offheap Memory": 0}, EXECUTOR)
            if until is not None:
                self._add(until, {"Event": "SparkListenerExecutorRemoved", "Timestamp": ms(until), "Executor ID": name,
                                  "Removed Reason": why_removed}, EXECUTOR)
                self.until[name] = until
            self.slots += [(name, at)] * (cores // int(self.settings.get("spark.task.cpus", 1)))
        self.now = max(self.now, at)

    def driver(self, memory: int = GIB, heap: int = 0) -> None:
        """The driver's block manager; `heap`: what the predecessor's plugin writes of its JVM's largest heap."""
        self._add(0.5, {"Event": "SparkListenerBlockManagerAdded",
                        "Block Manager ID": {"Executor ID": "driver", "Host": "driver-1", "Port": 7337},
                        "Maximum Memory": memory, "Timestamp": ms(0.5), "Maximum Onheap Memory": memory,
                        "Maximum Offheap Memory": 0}, EXECUTOR)
        if heap:
            self._add(0.5, {"Event": "org.apache.spark.dataflint.listener.DataflintEnvironmentInfoEvent",
                            "environmentInfo": {"driverXmxBytes": heap}}, EXECUTOR)

    def query(self, description: str, plan: str = "", at: float | None = None, until: float | None = None,
              configs: dict | None = None, text: str = "", error: str = "") -> Query:
        """A SQL execution; it lasts from its first stage to its last unless `at` and `until` say more.

        `text`: its plan as Spark explains it.
        """
        query = Query(next(self.ids["query"]), at, until, error)
        root, values = self._plan(plan, query)
        start = {"Event": SQL_EVENT + "SQLExecutionStart", "executionId": query.id, "rootExecutionId": query.id,
                 "description": description, "details": "", "physicalPlanDescription": text, "sparkPlanInfo": root,
                 "modifiedConfigs": configs or {}}
        self.queries.append((query, start, values))
        return query

    def stream(self, name: str, at: float = 1) -> str:
        """A streaming query starts; what Spark describes its batches as, to give to `query`."""
        self._add(at, {"Event": STREAM_EVENT + "QueryStartedEvent", **STREAM, "name": name, "timestamp": utc(at)}, START)
        return f"{name}\nid = {STREAM['id']}\nrunId = {STREAM['runId']}\nbatch = 0"

    def batch(self, name: str, number: int, at: float, seconds: float, rows: int, part: str = "addBatch",
              state: int | None = None, source: str = "KafkaV2[Subscribe[orders]]") -> None:
        """What the stream says of a batch: nearly all of its time is `part`; `state`: rows that an operator holds."""
        took = ms(seconds) - START_MS
        states = [] if state is None else [{"operatorName": "dedupe", "numRowsTotal": state, "numRowsUpdated": rows,
                                            "memoryUsedBytes": 200 * state}]
        progress = {**STREAM, "name": name, "timestamp": utc(at), "batchId": number, "batchDuration": took,
                    "durationMs": {part: took - 20, "triggerExecution": took}, "stateOperators": states,
                    "sources": [{"description": source, "numInputRows": rows}], "sink": {"description": "console"}}
        self._add(at + seconds, {"Event": STREAM_EVENT + "QueryProgressEvent", "progress": progress}, STAGE_END)

    def stage(self, id: int, query: Query | None = None, run: float | list = 1, at: float | None = None, *,
              name: str = "", details: str = "", attempt: int = 0, tasks: int | None = None, description: str = "",
              failed: dict[int, str] | None = None, fails_job: bool | str = False,
              resubmitted: tuple[int, ...] = (), copies: dict[int, float] | None = None, metrics: bool = True, cached: dict[int, str] | None = None,
              **values) -> None:
        """A stage in a Spark job of its own. `run`: seconds each task ran. Other values: see TASK_VALUES.

        `failed` {task: "Class: message"} are tasks that failed (for "", the log does not say why); each is run
        once more unless `fails_job`; a text there is the reason that is given.
        `resubmitted` are tasks that end, lose their result with their executor, and run once more.
        `copies` {task: seconds}: so long after it a speculative copy of it starts, which is killed when the task ends.
        `metrics=False`: the task ends carry none. `tasks`: how many it has, when not all of them ended.
        `cached` {id: storage level, by its name in Spark} are RDDs of its chain that are cached, with a partition a
        task; `blocks` says what of them is stored.
        """
        runs = list(run) if isinstance(run, list) else [run]
        lists = [value for value in values.values() if isinstance(value, list)]
        number = max([len(runs), *map(len, lists)])
        if len(runs) == 1:
            runs *= number
        for value in lists:
            assert len(value) == number, "lists of task values must have the same length"
        unknown = set(values) - set(TASK_VALUES)
        assert not unknown, f"no such task values: {unknown}"
        begin = self.now if at is None else at
        job = next(self.ids["job"])
        info = {"Stage ID": id, "Stage Attempt ID": attempt, "Stage Name": name or "run at ThreadPoolExecutor.java:1136",
                "Number of Tasks": tasks or number,
                "RDD Info": [rdd_info(rdd, level, number) for rdd, level in (cached or {}).items()], "Parent IDs": [], "Details": details,
                "Accumulables": [], "Resource Profile Id": 0}
        properties = {}
        if query:
            properties["spark.sql.execution.id"] = str(query.id)
            query.begin = begin if query.begin is None else min(query.begin, begin)
        if description:
            properties["spark.job.description"] = description
        self._add(begin, {"Event": "SparkListenerJobStart", "Job ID": job, "Submission Time": ms(begin),
                          "Stage Infos": [info], "Stage IDs": [id], "Properties": properties}, START)
        self._add(begin, {"Event": "SparkListenerStageSubmitted", "Stage Info": {**info, "Submission Time": ms(begin)},
                          "Properties": properties}, START)
        end = begin
        retries = []
        for index in range(number):
            why = (failed or {}).get(index)  # None: it succeeds
            own = {key: value[index] if isinstance(value, list) else value for key, value in values.items()}
            end = max(end, self._task(id, attempt, index, 0, begin, runs[index], query, own, why, metrics))
            if why is not None and not fails_job:
                retries.append((index, own))
        for index, after in (copies or {}).items():
            self._copy(id, attempt, index, after)
        for index in resubmitted:
            self._add(end, self._resubmitted(id, attempt, index), TASK_END)
            retries.append((index, {key: value[index] if isinstance(value, list) else value
                                    for key, value in values.items()}))
        for index, own in retries:
            end = max(end, self._task(id, attempt, index, 1, end, runs[index], query, own, None, metrics))
        done = {**info, "Submission Time": ms(begin), "Completion Time": ms(end)}
        result = {"Result": "JobSucceeded"}
        if fails_job:
            index, why = next(iter(failed.items()))
            reason = (f"Job aborted due to stage failure: Task {index} in stage {id}.{attempt} failed 1 times, most recent "
                      f"failure: Lost task {index}.0 in stage {id}.{attempt}: {why}")
            if isinstance(fails_job, str):
                reason = fails_job
            done["Failure Reason"] = reason
            result = {"Result": "JobFailed", "Exception": {"Message": reason, "Stack Trace": []}}
        self._add(end, {"Event": "SparkListenerStageCompleted", "Stage Info": done}, STAGE_END)
        self._add(end, {"Event": "SparkListenerJobEnd", "Job ID": job, "Completion Time": ms(end),
                        "Job Result": result}, JOB_END)
        self.now = max(self.now, end)
        if query:
            query.end = self.now if query.end is None else max(query.end, self.now)

    def peak(self, stage: int, executor: str = "1", attempt: int = 0, **peaks: int) -> None:
        """Memory peaks of an executor in a stage, by Spark's names: JVMHeapMemory, OnHeapStorageMemory, ..."""
        self._add(self.now, {"Event": "SparkListenerStageExecutorMetrics", "Executor ID": executor, "Stage ID": stage,
                             "Stage Attempt ID": attempt, "Executor Metrics": peaks}, TASK_END)

    def blocks(self, rdd: int, number: int, memory: int = 0, disk: int = 0, executor: str = "1") -> None:
        """The first `number` partitions of the RDD are stored, each with as many bytes."""
        level = {"Use Disk": disk > 0, "Use Memory": memory > 0, "Deserialized": True, "Replication": 1}
        for index in range(number):
            self._add(self.now, {"Event": "SparkListenerBlockUpdated", "Block Updated Info": {
                "Block Manager ID": {"Executor ID": executor, "Host": f"worker-{executor}", "Port": 7337},
                "Block ID": f"rdd_{rdd}_{index}", "Storage Level": level, "Memory Size": memory, "Disk Size": disk}}, TASK_END)

    def delta_scan(self, query: Query, path: str, table: str = "", *, partition: tuple[str, ...] = (),
                   clustering: tuple[str, ...] = (), zorder: tuple[str, ...] = (), at: float = 1) -> None:
        """What the predecessor's plugin writes of a Delta table that the query scans: its columns of each kind."""
        info = {"minExecutionId": query.id, "tablePath": path, "tableName": table or path,
                "partitionColumns": list(partition), "clusteringColumns": list(clustering),
                "clusteringColumnsPhysicalNames": list(clustering), "zorderColumns": list(zorder)}
        self._add(at, {"Event": "org.apache.spark.dataflint.listener.DataflintDeltaLakeScanEvent", "scanInfo": info},
                  SQL_VALUES)

    def iceberg_commit(self, query: Query, table: str, operation: str, at: float, **metrics: int) -> None:
        """Likewise of a commit to an Iceberg table; metrics that are not given are 0."""
        names = [f"{what}{unit}" for what in ("added", "removed", "total")
                 for unit in ("DataFiles", "Records", "FilesSizeInBytes")]
        assert set(metrics) <= set(names), metrics
        commit = {"executionId": query.id, "tableName": table, "commitId": 1, "operation": operation,
                  "metrics": {"durationMS": 400, "attempts": 1} | dict.fromkeys(names, 0) | metrics}
        self._add(at, {"Event": "org.apache.spark.dataflint.listener.IcebergCommitEvent", "icebergCommit": commit},
                  SQL_VALUES)

    def wait(self, seconds: float) -> None:
        """The driver does something else before the next stage."""
        self.now += seconds

    def end(self, after: float = 0.1) -> None:
        self.now += after
        self._add(self.now, {"Event": "SparkListenerApplicationEnd", "Timestamp": ms(self.now)}, APPLICATION_END)

    def widen(self, cpus: int) -> None:
        """Every task takes so many cores, on executors with as many times those they have."""
        self.settings["spark.task.cpus"] = str(cpus)
        if "spark.executor.cores" in self.settings:
            self.settings["spark.executor.cores"] = str(cpus * int(self.settings["spark.executor.cores"]))
        for _, _, event in self.events:
            if event["Event"] == "SparkListenerExecutorAdded":
                event["Executor Info"]["Total Cores"] *= cpus

    # --- the log -----------------------------------------------------------------------------------------------

    def write(self, path: Path) -> None:
        head = [{"Event": "SparkListenerLogStart", "Spark Version": self.spark},
                {"Event": "SparkListenerApplicationStart", "App Name": self.name, "App ID": self.id,
                 "Timestamp": START_MS, "User": "etl"},
                {"Event": "SparkListenerEnvironmentUpdate", "JVM Information": {}, "Spark Properties": self.settings,
                 "Hadoop Properties": {}, "System Properties": {}, "Metrics Properties": {}, "Classpath Entries": {}}]
        for query, start, values in self.queries:
            begin = self.now if query.begin is None else query.begin
            end = begin if query.end is None else query.end
            self._add(begin, {**start, "time": ms(begin)}, SQL_START)
            if values:
                self._add(begin, {"Event": SQL_EVENT + "DriverAccumUpdates", "executionId": query.id,
                                  "accumUpdates": values}, SQL_VALUES)
            self._add(end, {"Event": SQL_EVENT + "SQLExecutionEnd", "executionId": query.id, "time": ms(end),
                            "errorMessage": query.error}, SQL_END)
        ordered = [event for _, _, event in sorted(self.events, key=lambda entry: entry[:2])]
        path.write_text("".join(json.dumps(event) + "\n" for event in head + ordered), encoding="utf-8")

    def _add(self, at: float, event: dict, order: int) -> None:
        self.events.append((ms(at), order, event))

    def _plan(self, text: str, query: Query) -> tuple[dict | None, list]:
        lines = [line for line in text.split("\n") if line.strip()]
        if not lines:
            return None, []
        values: list = []
        made: list[dict] = []
        path: list[tuple[int, str, dict]] = []  # depth, stage, node of the ancestors
        margin = min(len(line) - len(line.lstrip()) for line in lines)
        for line in lines:
            stage, rest = line[margin:].split(" ", 1)
            depth = (len(rest) - len(rest.lstrip())) // 2
            rest, _, inside = rest.strip().partition(" {")
            node = self._node(rest, dict(re.findall(r"([^:,{}]+?): ([^,}]+)", inside)), values, query)
            if stage == "=":
                node["metrics"] = next(other["metrics"] for other in made if other["simpleString"] == rest)
            made.append(node)
            path = path[:depth]
            assert len(path) == depth, f"a node too far to the right: {line}"
            if stage not in ("-", "="):
                query.updates.setdefault(int(stage), []).append(node["metrics"][0]["accumulatorId"])
            if "shuffle records written" in node["metrics"][0]["name"] and path and path[-1][1] not in ("-", "="):
                query.updates.setdefault(int(path[-1][1]), []).append(node["metrics"][1]["accumulatorId"])
            if path:
                path[-1][2]["children"].append(node)
            path.append((depth, stage, node))
            if depth == 0:
                root = node
        return root, values

    def _node(self, text: str, metrics: dict[str, str], values: list, query: Query) -> dict:
        # Spark's names of scans and of commands have several words: the name ends where the arguments begin.
        scan = re.match(r"(?:DataFlint)?(?:Batch)?Scan \S+(?: (?!FileScan)\S+)?|Execute \S+", text)
        name = scan[0] if scan else text.split(" ")[0].split("(")[0]
        first = ["shuffle records written", "records read"] if name.endswith("Exchange") else ["number of output rows"]
        if name in NO_ROWS:
            first = ["peak memory"]
        node = {"nodeName": name, "simpleString": text, "children": [], "metadata": {}, "metrics": []}
        in_ns = {key.strip() for key, value in metrics.items() if value.endswith(" in ns")}  # as RAPIDS counts
        for metric in dict.fromkeys([*first, *(key.strip() for key in metrics)]):
            kind = "size" if "size" in metric else "timing" if "time" in metric else "sum"
            if metric in in_ns:
                kind = "nsTiming"
            node["metrics"].append({"name": metric, "accumulatorId": next(self.ids["accumulator"]), "metricType": kind})
        for key, value in metrics.items():
            number, _, unit = value.strip().partition(" ")
            id = next(entry["accumulatorId"] for entry in node["metrics"] if entry["name"] == key.strip())
            values.append([id, int(float(number) * UNITS.get(unit, 1))])
            query.given.add(id)
        return node

    def _end_of(self, stage: int, attempt: int, index: int) -> dict:
        return next(event for _, _, event in self.events if event["Event"] == "SparkListenerTaskEnd" and
                    (event["Stage ID"], event["Stage Attempt ID"], event["Task Info"]["Index"]) == (stage, attempt, index))

    def _copy(self, stage: int, attempt: int, index: int, after: float) -> None:
        original = self._end_of(stage, attempt, index)
        info = original["Task Info"]
        begin, end = ((info[time] - START_MS) / 1000 for time in ("Launch Time", "Finish Time"))
        slot = min(range(len(self.slots)), key=lambda i: (max(self.slots[i][1], begin + after), i))
        executor, free = self.slots[slot]
        launch = max(free, begin + after)
        assert launch < end, "no slot is free for the copy"
        self.slots[slot] = (executor, end)
        info = {**info, "Task ID": next(self.ids["task"]), "Attempt": 1, "Launch Time": ms(launch), "Executor ID": executor,
                "Host": f"worker-{executor}", "Speculative": True, "Killed": True, "Accumulables": []}
        self._add(launch, {"Event": "SparkListenerTaskStart", "Stage ID": stage, "Stage Attempt ID": attempt,
                           "Task Info": {**info, "Finish Time": 0, "Killed": False}}, START)
        self._add(end, {**original, "Task Info": info, "Task Metrics": task_metrics(end - launch, {}),
                        "Task End Reason": {"Reason": "TaskKilled", "Kill Reason": "another attempt succeeded",
                                            "Accumulator Updates": []}}, TASK_END)

    def _resubmitted(self, stage: int, attempt: int, index: int) -> dict:
        """The second end of a task, which Spark writes when its executor is lost after it."""
        return {**self._end_of(stage, attempt, index), "Task End Reason": {"Reason": "Resubmitted"}}

    def _task(self, stage: int, attempt: int, index: int, try_: int, earliest: float, run: float, query: Query | None,
              own: dict, why: str | None, metrics: bool) -> float:
        fetch = own.get("getting_result", 0)
        overhead = own.get("deserialize", 0) + own.get("scheduler_delay", 0) + fetch
        there = [i for i, (name, free) in enumerate(self.slots) if max(free, earliest) < self.until.get(name, math.inf)]
        slot = min(there, key=lambda i: (max(self.slots[i][1], earliest), i))
        executor, free = self.slots[slot]
        launch = max(free, earliest)
        finish = launch + run + overhead
        self.slots[slot] = (executor, finish)
        info = {"Task ID": next(self.ids["task"]), "Index": index,
                "Attempt": try_, "Partition ID": index, "Launch Time": ms(launch), "Executor ID": executor,
                "Host": f"worker-{executor}", "Locality": own.get("locality", "PROCESS_LOCAL"), "Speculative": False,
                "Getting Result Time": ms(finish - fetch) if fetch else 0, "Finish Time": ms(finish), "Failed": why is not None, "Killed": False,
                "Accumulables": []}
        if query and why is None and metrics:
            info["Accumulables"] = [{"ID": id, "Name": "rows", "Update": "0" if id in query.given else "1", "Value": "1", "Internal": True,
                                     "Count Failed Values": True, "Metadata": "sql"}
                                    for id in query.updates.get(stage, [])]
        reason = {"Reason": "Success" if why is None else "UnknownReason"}
        if why and why.startswith("ExecutorLostFailure"):
            reason = {"Reason": "ExecutorLostFailure", "Executor ID": executor, "Exit Caused By App": True,
                      "Loss Reason": why.partition(": ")[2]}
        elif why:
            name, _, message = why.partition(": ")
            reason = {"Reason": "ExceptionFailure", "Class Name": name, "Description": message, "Stack Trace": [],
                      "Full Stack Trace": why + "\n\tat shop.Load.run(Load.scala:42)\n", "Accumulator Updates": []}
        self._add(launch, {"Event": "SparkListenerTaskStart", "Stage ID": stage, "Stage Attempt ID": attempt,
                           "Task Info": {**info, "Getting Result Time": 0, "Finish Time": 0, "Failed": False, "Accumulables": []}}, START)
        event = {"Event": "SparkListenerTaskEnd", "Stage ID": stage, "Stage Attempt ID": attempt,
                 "Task Type": "ShuffleMapTask", "Task End Reason": reason, "Task Info": info}
        if metrics:
            event["Task Metrics"] = task_metrics(run, own)
        self._add(finish, event, TASK_END)
        return finish


def rdd_info(rdd: int, level: str, partitions: int) -> dict:
    storage = {"Use Disk": "DISK" in level, "Use Memory": "MEMORY" in level, "Deserialized": not level.endswith("_SER"),
               "Replication": 1}
    return {"RDD ID": rdd, "Name": f"MapPartitionsRDD {rdd}", "Callsite": "map at Daily.scala:7", "Parent IDs": [],
            "Storage Level": storage, "Barrier": False, "Number of Partitions": partitions,
            "Number of Cached Partitions": 0, "Memory Size": 0, "Disk Size": 0}


# What `stage` takes for its tasks: name -> what it is.
TASK_VALUES = {
    "cpu": "seconds on the CPU; all of `run` unless given",
    "gc": "seconds of GC", "fetch_wait": "seconds", "deserialize": "seconds before it runs",
    "scheduler_delay": "seconds between launch and end that are neither",
    "input": "bytes read from files", "input_records": "", "output": "bytes written to files", "output_records": "",
    "shuffle_read": "bytes", "shuffle_records": "records read", "shuffle_write": "bytes",
    "write_time": "seconds of shuffle writing",
    "blocks": "shuffle blocks read",
    "spill_memory": "bytes, as they were in memory", "spill_disk": "bytes", "peak_memory": "bytes of execution memory",
    "locality": "in Spark's words; PROCESS_LOCAL unless given",
    "result_size": "bytes sent to the driver", "getting_result": "seconds in which the driver fetched the result",
}


def task_metrics(run: float, own: dict) -> dict:
    cpu = own.get("cpu", run)
    return {
        "Executor Deserialize Time": round(own.get("deserialize", 0) * 1000), "Executor Deserialize CPU Time": 0,
        "Executor Run Time": round(run * 1000), "Executor CPU Time": round(cpu * 1e9),
        "Peak Execution Memory": own.get("peak_memory", 0), "Result Size": own.get("result_size", 2000),
        "JVM GC Time": round(own.get("gc", 0) * 1000), "Result Serialization Time": 0,
        "Memory Bytes Spilled": own.get("spill_memory", 0), "Disk Bytes Spilled": own.get("spill_disk", 0),
        "Shuffle Read Metrics": {"Remote Blocks Fetched": own.get("blocks", 0), "Local Blocks Fetched": 0,
                                 "Fetch Wait Time": round(own.get("fetch_wait", 0) * 1000),
                                 "Remote Bytes Read": own.get("shuffle_read", 0), "Remote Bytes Read To Disk": 0,
                                 "Local Bytes Read": 0, "Total Records Read": own.get("shuffle_records", 0)},
        "Shuffle Write Metrics": {"Shuffle Bytes Written": own.get("shuffle_write", 0), "Shuffle Write Time": round(own.get("write_time", 0) * 1e9),
                                  "Shuffle Records Written": 0},
        "Input Metrics": {"Bytes Read": own.get("input", 0), "Records Read": own.get("input_records", 0)},
        "Output Metrics": {"Bytes Written": own.get("output", 0), "Records Written": own.get("output_records", 0)},
        "Updated Blocks": [],
    }


def ms(seconds: float) -> int:
    return START_MS + round(seconds * 1000)


def utc(seconds: float) -> str:
    moment = datetime.fromtimestamp(ms(seconds) / 1000, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
