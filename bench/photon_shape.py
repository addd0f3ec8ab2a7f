"""Gives a log of open-source Spark the shape that Databricks' Photon writes.

Of a Photon log it has: the operators' names and metrics in the plan, the task's accumulables (some 225, owned by plan
nodes; times in nanoseconds), Databricks' internal metrics, four more fields of executor metrics, `explainId` in plan
nodes, and the metadata line instead of SparkListenerLogStart. Tasks, stages, times and ids stay the source's.
"""

import json

# Plan node and metric of the source -> metric of Photon and its type.
METRICS = {
    ("Sort", "sort time"): ("cumulative time", "nsTiming"),
    ("Sort", "peak memory"): ("peak memory usage", "size"),
    ("Sort", "spill size"): ("num bytes spilled to disk due to memory pressure", "size"),
    ("Window", "spill size"): ("number of output rows", "sum"),
    ("WholeStageCodegen", "duration"): ("exclusive time", "nsTiming"),
    ("HashAggregate", "time in aggregation build"): ("time taken to accumulate rows", "nsTiming"),
    ("HashAggregate", "peak memory"): ("peak memory usage", "size"),
    ("HashAggregate", "spill size"): ("num bytes spilled to disk due to memory pressure", "size"),
    ("Exchange", "data size"): ("num uncompressed bytes written", "size"),
    ("Exchange", "shuffle bytes written"): ("num bytes written", "size"),
    ("Exchange", "shuffle write time"): ("total time spent producing shuffle files", "nsTiming"),
}
NODES = {"WholeStageCodegen": "PhotonProject", "Sort": "PhotonSort", "Window": "PhotonWindow",
         "HashAggregate": "PhotonAgg", "Exchange": "PhotonShuffleExchangeSink", "Filter": "PhotonFilter",
         "SortMergeJoin": "PhotonShuffledHashJoin"}
INTERNAL = {
    "shuffle.push.read.corruptMergedBlockChunks": "io.requestBytesCount",
    "shuffle.push.read.mergedFetchFallbackCount": "io.responseBytesCount",
    "shuffle.push.read.remoteMergedBlocksFetched": "io.requestCount",
    "shuffle.push.read.localMergedBlocksFetched": "io.requestMsDuration",
    "shuffle.push.read.remoteMergedChunksFetched": "io.retryCount",
    "shuffle.push.read.localMergedChunksFetched": "io.retryDelayMsDuration",
    "shuffle.push.read.remoteMergedBytesRead": "trackedOffHeapMemorySize",
    "shuffle.push.read.localMergedBytesRead": "photonBufferPoolMemorySize",
    "shuffle.push.read.remoteMergedReqsDuration": "photonizedTaskTimeNs",
}
EXECUTOR_METRICS = ("NettyDirectMemory", "JvmDirectMemory", "SparkDirectMemoryOverLimit", "TotalOffHeapMemory")
SPILLS_KEPT = 32  # of the sorts; the others' spill sizes go, which leaves about 225 accumulables


def noise(task: int, accumulator: int, below: int) -> int:
    """A number that differs from task to task, the same in every run."""
    return (task * 2_654_435_761 + accumulator * 40_503) % 4_294_967_291 % below


class Rewriter:
    def __init__(self) -> None:
        self.metrics: dict[int, tuple[str, str]] = {}  # accumulator of a plan node -> Photon's name and type
        self.dropped: set[int] = set()
        self.totals: dict[int, int] = {}
        self.nodes = self.spills = 0

    def plan_node(self, node: dict) -> None:
        kind = node["nodeName"].split(" ")[0]
        kept = []
        for metric in node["metrics"]:
            accumulator = metric["accumulatorId"]
            name, type_ = METRICS.get((kind, metric["name"]), (metric["name"], metric["metricType"]))
            if (kind, metric["name"]) == ("Sort", "spill size"):
                self.spills += 1
                if self.spills > SPILLS_KEPT:
                    self.dropped.add(accumulator)
                    continue
            self.metrics[accumulator] = (name, type_)
            kept.append({"name": name, "accumulatorId": accumulator, "metricType": type_})
        node["metrics"] = kept
        if kind in NODES:
            node["nodeName"] = NODES[kind]
        node["explainId"] = self.nodes
        self.nodes += 1
        for child in node["children"]:
            self.plan_node(child)

    def value(self, accumulator: int, task: int, value: int) -> int:
        name, type_ = self.metrics[accumulator]
        if type_ == "nsTiming":
            return value * 1_000_000 + noise(task, accumulator, 1_000_000)
        return value + noise(task, accumulator, 5_000) if name == "number of output rows" else value

    def task_end(self, event: dict) -> None:
        task, kept = event["Task Info"]["Task ID"], []
        for item in event["Task Info"]["Accumulables"]:
            accumulator, name = item["ID"], item["Name"]
            if accumulator in self.dropped:
                continue
            if accumulator in self.metrics:
                update = self.value(accumulator, task, int(item["Update"]))
                self.totals[accumulator] = self.totals.get(accumulator, 0) + update
                item |= {"Name": self.metrics[accumulator][0], "Update": str(update),
                         "Value": str(self.totals[accumulator])}
            elif name.startswith("internal.metrics."):
                item["Name"] = "internal.metrics." + INTERNAL.get(name[17:], name[17:])
            kept.append(item)
        event["Task Info"]["Accumulables"] = kept
        metrics = event["Task Executor Metrics"]
        more = {key: noise(task, i, 1 << 28) for i, key in enumerate(EXECUTOR_METRICS)}
        at = list(metrics).index("MappedPoolMemory") + 1
        event["Task Executor Metrics"] = dict([*list(metrics.items())[:at], *more.items(), *list(metrics.items())[at:]])

    def stage_end(self, event: dict) -> None:
        kept = []
        for item in event["Stage Info"].get("Accumulables", []):
            accumulator = item["ID"]
            if accumulator in self.dropped:
                continue
            if accumulator in self.totals:
                item |= {"Name": self.metrics[accumulator][0], "Value": str(self.totals[accumulator])}
            kept.append(item)
        event["Stage Info"]["Accumulables"] = kept

    def event(self, event: dict) -> dict:
        name = event["Event"].rsplit(".", 1)[-1]
        if name == "SparkListenerLogStart":
            return {"Event": "DBCEventLoggingListenerMetadata", "Spark Version": event["Spark Version"],
                    "Timestamp": 0, "Rollover Number": 0, "SparkContext Id": 1_234_567_890_123_456_789}
        if "sparkPlanInfo" in event:
            self.plan_node(event["sparkPlanInfo"])
        elif name == "SparkListenerTaskEnd":
            self.task_end(event)
        elif name == "SparkListenerStageCompleted":
            self.stage_end(event)
        return event


def rewritten(log: bytes) -> bytes:
    rewriter = Rewriter()
    lines = (json.dumps(rewriter.event(json.loads(line)), separators=(",", ":"), ensure_ascii=False)
             for line in log.splitlines())
    return "".join(line + "\n" for line in lines).encode()
