# ctest labels: native
"""gen_eventlog's logs are valid: ids stay unique, references lead where they led, every copy has the
figures of its source, and the copies follow each other in time."""

import collections
import glob
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GENERATOR = Path(os.environ.get("DATAFLINT_BUILD_DIR", ROOT / "build")) / "gen_eventlog"
EVENT_LOGS = Path(os.environ.get("DATAFLINT_EVENTLOGS", ROOT.parent / "shared" / "eventlogs"))
COPIES = 3
LARGEST_SOURCE = 3_000_000  # unpacked bytes; the checks are plain Python

# What no log in the repository has: a fetch failure, stored blocks, a streaming query, an update of
# accumulators from the driver, a resubmitted task.
RARE = [
    {"Event": "SparkListenerLogStart", "Spark Version": "3.5.1"},
    {"Event": "SparkListenerApplicationStart", "App Name": "rare", "App ID": "rare-1", "Timestamp": 1000,
     "User": "u"},
    {"Event": "SparkListenerExecutorAdded", "Timestamp": 1100, "Executor ID": "1",
     "Executor Info": {"Host": "h", "Total Cores": 2, "Registration Time": 1099}},
    {"Event": "org.apache.spark.sql.streaming.StreamingQueryListener$QueryStartedEvent",
     "id": "11111111-2222-3333-4444-5555000000ff", "runId": "11111111-2222-3333-4444-555500000100",
     "name": None, "timestamp": "2024-02-28T23:59:59.500Z"},
    {"Event": "org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart", "executionId": 4,
     "rootExecutionId": 4, "time": 1200,
     "sparkPlanInfo": {"nodeName": "Scan", "children": [], "metadata": {},
                       "metrics": [{"name": "rows", "accumulatorId": 70, "metricType": "sum"}]}},
    {"Event": "org.apache.spark.sql.execution.ui.SparkListenerDriverAccumUpdates", "executionId": 4,
     "accumUpdates": [[70, 12345]]},
    {"Event": "SparkListenerJobStart", "Job ID": 2, "Submission Time": 1250,
     "Stage Infos": [{"Stage ID": 5, "Stage Attempt ID": 0, "Number of Tasks": 1, "Parent IDs": [4],
                      "RDD Info": [{"RDD ID": 8, "Scope": "{\"id\":\"3\",\"name\":\"map\"}",
                                    "Parent IDs": [7]}], "Accumulables": []}],
     "Stage IDs": [5], "Properties": {"spark.sql.execution.id": "4", "spark.rdd.scope": "{\"id\":\"3\"}",
                                      "sql.streaming.runId": "11111111-2222-3333-4444-555500000100"}},
    {"Event": "SparkListenerTaskStart", "Stage ID": 5, "Stage Attempt ID": 0,
     "Task Info": {"Task ID": 21, "Launch Time": 1300, "Getting Result Time": 0, "Finish Time": 0}},
    {"Event": "SparkListenerTaskEnd", "Stage ID": 5, "Stage Attempt ID": 0,
     "Task End Reason": {"Reason": "FetchFailed", "Shuffle ID": 6, "Map ID": 20, "Map Index": 3,
                         "Reduce ID": 9},
     "Task Info": {"Task ID": 21, "Launch Time": 1300, "Getting Result Time": 0, "Finish Time": 1400,
                   "Accumulables": [{"ID": 70, "Update": "5", "Value": "5"}]},
     "Task Metrics": {"Executor Run Time": 77,
                      "Updated Blocks": [{"Block ID": "rdd_8_0", "Status": {}}]}},
    {"Event": "SparkListenerUnpersistRDD", "RDD ID": 8},
    {"Event": "SparkListenerJobEnd", "Job ID": 2, "Completion Time": 1500,
     "Job Result": {"Result": "JobSucceeded"}},
    {"Event": "SparkListenerExecutorRemoved", "Timestamp": 1600, "Executor ID": "1", "Removed Reason": "done"},
    {"Event": "SparkListenerApplicationEnd", "Timestamp": 1700},
]


def name_of(event):
    return event["Event"].rsplit(".", 1)[-1].removeprefix("SparkListener")


def parse(data):
    events = []
    for line in data.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            events.append(event)
    return events


def generate(data, *arguments):
    with tempfile.NamedTemporaryFile() as source:
        source.write(data)
        source.flush()
        done = subprocess.run([GENERATOR, source.name, *arguments], capture_output=True, check=True)
    return done.stdout, json.loads(done.stderr)


def stages_of(event):
    return event.get("Stage Infos", []) if name_of(event) == "JobStart" else [event["Stage Info"]]


def plan_metrics(event):
    def walk(plan):
        yield from (metric["accumulatorId"] for metric in plan.get("metrics", []))
        for child in plan.get("children", []):
            yield from walk(child)
    yield from walk(event.get("sparkPlanInfo", {}))


def ids(events):
    """Everything that is defined, and everything that refers, by kind."""
    defined, references = collections.defaultdict(set), collections.defaultdict(list)
    for event in events:
        name = name_of(event)
        if name == "JobStart":
            defined["job"].add(event["Job ID"])
            references["job's stages"] += event.get("Stage IDs", [])
            properties = event.get("Properties") or {}
            if "spark.sql.execution.id" in properties:
                references["job's execution"].append(int(properties["spark.sql.execution.id"]))
        elif name == "JobEnd":
            references["end of job"].append(event["Job ID"])
        elif name == "TaskStart":
            defined["task"].add(event["Task Info"]["Task ID"])
        elif name == "TaskEnd":
            references["end of task"].append(event["Task Info"]["Task ID"])
            references["task's stage"].append(event["Stage ID"])
            references["task's accumulators"] += [a["ID"] for a in event["Task Info"].get("Accumulables", [])]
        elif name in ("SQLExecutionStart", "SQLAdaptiveExecutionUpdate"):
            defined["execution"].add(event["executionId"])
            defined["accumulator"].update(plan_metrics(event))
        elif name in ("SQLExecutionEnd", "DriverAccumUpdates"):
            references["execution"].append(event["executionId"])
            references["driver's accumulators"] += [update[0] for update in event.get("accumUpdates", [])]
        if name in ("JobStart", "StageSubmitted", "StageCompleted"):
            for stage in stages_of(event):
                defined["stage"].add(stage["Stage ID"])
                references["parent stages"] += stage.get("Parent IDs", [])
                for rdd in stage.get("RDD Info", []):
                    defined["rdd"].add(rdd["RDD ID"])
                    references["parent rdds"] += rdd.get("Parent IDs", [])
    return defined, references


LEADS_TO = {"job's stages": "stage", "job's execution": "execution", "end of job": "job", "end of task": "task",
            "task's stage": "stage", "task's accumulators": "accumulator", "execution": "execution",
            "driver's accumulators": "accumulator", "parent stages": "stage", "parent rdds": "rdd"}


def figures(events):
    """Per stage, in order of stage id: what of it must be the same in each copy."""
    stages = collections.defaultdict(lambda: collections.defaultdict(int))
    for event in events:
        if name_of(event) == "TaskEnd":
            stage, metrics = stages[event["Stage ID"]], event.get("Task Metrics") or {}
            info = event["Task Info"]
            stage["tasks"] += 1
            stage["duration"] += info["Finish Time"] - info["Launch Time"]
            stage["run time"] += metrics.get("Executor Run Time", 0)
            stage["shuffle"] += (metrics.get("Shuffle Write Metrics") or {}).get("Shuffle Bytes Written", 0)
            stage["accumulables"] += len(info.get("Accumulables", []))
        elif name_of(event) == "StageCompleted":
            info = event["Stage Info"]
            stage = stages[info["Stage ID"]]
            stage["attempts"] += 1
            stage["wall"] += info.get("Completion Time", 0) - info.get("Submission Time", 0)
    return [dict(stages[stage]) for stage in sorted(stages)]


def launch_times(events):
    return [e["Task Info"]["Launch Time"] for e in events if name_of(e) == "TaskStart"]


class GenEventlogTest(unittest.TestCase):
    def check(self, data):
        source = parse(data)
        output, facts = generate(data, "--copies", str(COPIES))
        made = [json.loads(line) for line in output.splitlines()]  # every line is JSON
        self.assertEqual(facts["bytes"], len(output))
        self.assertEqual(facts["tasks"], sum(name_of(e) == "TaskEnd" for e in made))

        once = {"LogStart", "ResourceProfileAdded", "BlockManagerAdded", "EnvironmentUpdate", "ApplicationStart",
                "ExecutorAdded", "MiscellaneousProcessAdded", "DBCEventLoggingListenerMetadata",
                "ApplicationEnd", "ExecutorRemoved", "BlockManagerRemoved"}
        counts, expected = (collections.Counter(map(name_of, events)) for events in (made, source))
        self.assertEqual(counts, {n: c if n in once else c * COPIES for n, c in expected.items()})

        (defined, references), (old_defined, old_references) = ids(made), ids(source)
        self.assertEqual({k: len(v) for k, v in defined.items()},
                         {k: len(v) * COPIES for k, v in old_defined.items()})
        for kind, target in LEADS_TO.items():
            leads = sum(i in defined[target] for i in references[kind])
            self.assertEqual(leads, COPIES * sum(i in old_defined[target] for i in old_references[kind]), kind)

        self.assertEqual(figures(made), figures(source) * COPIES)
        times, n = launch_times(made), len(launch_times(source))
        for copy in range(COPIES - 1):
            if n:
                self.assertLess(max(times[copy * n:copy * n + n]), min(times[copy * n + n:copy * n + 2 * n]))
        first, original = ([e for e in events if name_of(e) not in once] for events in (made, source))
        self.assertTrue(first[:len(original)] == original, "the first copy is not the source")

    def test_rare_events(self):
        data = "\n".join(json.dumps(event, separators=(",", ":")) for event in RARE).encode()
        self.check(data)
        made = parse(generate(data, "--copies", "2")[0])
        second = made[len(RARE) - 2:]  # without the two events that come last
        by_name = {name_of(event): event for event in second}
        self.assertEqual(by_name["DriverAccumUpdates"]["accumUpdates"], [[71, 12345]])
        failure = by_name["TaskEnd"]
        self.assertEqual((failure["Task End Reason"]["Map ID"], failure["Task End Reason"]["Shuffle ID"]), (22, 7))
        self.assertEqual(failure["Task Info"]["Getting Result Time"], 0)
        rdd = by_name["UnpersistRDD"]["RDD ID"]
        self.assertEqual(failure["Task Metrics"]["Updated Blocks"][0]["Block ID"], f"rdd_{rdd}_0")
        job = by_name["JobStart"]
        self.assertEqual(job["Stage Infos"][0]["RDD Info"][0]["RDD ID"], rdd)
        self.assertEqual(json.loads(job["Properties"]["spark.rdd.scope"])["id"], "4")
        started = by_name["streaming.StreamingQueryListener$QueryStartedEvent".rsplit(".", 1)[-1]]
        self.assertEqual(started["runId"], job["Properties"]["sql.streaming.runId"])
        self.assertEqual(started["runId"], "11111111-2222-3333-4444-555500000101")
        self.assertEqual(started["timestamp"], "2024-02-29T00:00:00.801Z")  # 1500 - 1200 + 1 + 1000 ms later
        self.assertEqual(job["Submission Time"], 2551)

    def test_logs_of_the_repository(self):
        self.check_files(ROOT / "tests" / "data" / "logs")

    def test_logs_of_others(self):
        if not EVENT_LOGS.is_dir():
            self.skipTest(f"{EVENT_LOGS} is not there")
        self.check_files(EVENT_LOGS)

    def check_files(self, folder):
        for name in sorted(glob.glob(f"{folder}/**/*", recursive=True)):
            if not os.path.isfile(name) or "/dataflint-oss/" in name:
                continue
            data = Path(name).read_bytes()
            if data[:4] == b"\x28\xb5\x2f\xfd":
                data = subprocess.run(["zstd", "-dcq"], input=data, capture_output=True, check=False).stdout
            if data[:10] == b'{"Event":"' and len(data) <= LARGEST_SOURCE:
                with self.subTest(name):
                    self.check(data)

    def test_choice_of_copies(self):
        data = "\n".join(json.dumps(event) for event in RARE).encode()  # with spaces after , and :
        self.assertEqual(generate(data, "--tasks", "7")[1]["tasks"], 7)
        facts = generate(data, "--bytes", "1000000")[1]
        self.assertAlmostEqual(facts["bytes"], 1_000_000, delta=50_000)

    def test_zstd(self):
        data = "\n".join(json.dumps(event, separators=(",", ":")) for event in RARE).encode()
        plain, facts = generate(data, "--copies", "2")
        packed, packed_facts = generate(data, "--copies", "2", "--zstd")
        self.assertEqual(facts, packed_facts)
        self.assertEqual(subprocess.run(["zstd", "-dcq"], input=packed, capture_output=True, check=True).stdout,
                         plain)
        self.assertGreater(packed.count(b"\x28\xb5\x2f\xfd"), 10)  # frames, as Spark writes them

    def test_what_is_no_log(self):
        for data, said in ((b"no log\n", "no events"), (b"", "no events")):
            done = subprocess.run([GENERATOR, "-", "--copies", "2"], input=data, capture_output=True, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn(said, done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
