"""Far more of something than any log has: memory must not follow. Fed through standard input, so that
gigabytes need no disk."""

import time

import event_lines as made
from bad_input import INTERRUPTED, MEGABYTE, NOTHING, OK, PARTIAL, Input
from lines import equal, tasks

FULL_SQL = "org.apache.spark.sql.execution.ui.SparkListener"


def numbered(line: str, **marks: int) -> "Numbered":
    return Numbered(line, marks)


class Numbered:
    """A line in which a few numbers change: much quicker than json.dumps for each."""

    def __init__(self, line: str, marks: dict[str, int]) -> None:
        for name, value in marks.items():
            assert str(value) in line, (name, value)
            line = line.replace(str(value), f"\0{name}\0")
        self.pieces = line.split("\0")
        self.names = set(marks)

    def of(self, **values: int) -> str:
        return "".join(str(values[piece]) if piece in self.names else piece for piece in self.pieces)


def one_long_line():
    yield made.head() + made.one_stage()
    yield '{"Event":"SparkListenerLogStart","Spark Version":"'
    for _ in range(600):
        yield b"x" * MEGABYTE
    yield '"}\n' + made.application_end()


def skipped_one_line(report: dict) -> None:
    equal(report["application"]["tasks"], 3, "tasks")
    entry = next(entry for entry in report["notSeen"] if entry["issue"] == "line-too-long")
    equal(entry["count"], 1, "long lines")
    equal(entry["places"][0]["byteOffset"], len(made.head() + made.one_stage()), "offset")


def accumulables_in_one_task(count: int):
    def feed():
        yield made.head()
        info = made.stage_info(0, 2)
        yield made.job_start(0, [info]) + made.stage_submitted(info)
        many = tuple(made.accumulable(i, i) for i in range(count))
        yield made.task_end(0, 0, 0, many) + made.task_end(0, 1, 1, many)
        yield made.stage_completed(info) + made.job_end(0) + made.application_end()
    return feed


def accumulator_ids(stages: int, tasks_each: int, ids_each: int):
    """Every task brings accumulators that no task before it had."""
    def feed():
        yield made.head()
        task = 0
        for stage in range(stages):
            info = made.stage_info(stage, tasks_each)
            yield made.job_start(stage, [info]) + made.stage_submitted(info)
            for index in range(tasks_each):
                many = tuple(made.accumulable(task * ids_each + i) for i in range(ids_each))
                yield made.task_end(stage, task, index, many)
                task += 1
            yield made.stage_completed(info) + made.job_end(stage)
        yield made.application_end()
    return feed


def many_stages(count: int):
    def feed():
        rdd = {"RDD ID": 777771, "Name": "MapPartitionsRDD", "Callsite": "count at Main.scala:1", "Parent IDs": [],
               "Storage Level": {"Use Disk": False, "Use Memory": False, "Replication": 1},
               "Number of Partitions": 1, "Number of Cached Partitions": 0, "Memory Size": 0, "Disk Size": 0}
        info = made.stage_info(777772, 1, (rdd,), tuple(made.accumulable(i, 777773) for i in range(2)))
        lines = numbered(
            made.job_start(777774, [info]) + made.stage_submitted(info) + made.task_start(777772, 777775) +
            made.task_end(777772, 777775, 0, (made.accumulable(1),)) + made.stage_completed(info) +
            made.job_end(777774), stage=777772, job=777774, task=777775, rdd=777771, value=777773)
        yield made.head()
        for i in range(count):
            yield lines.of(stage=i, job=i, task=i, rdd=i, value=i * 1000)
        yield made.application_end()
    return feed


def big_plan(nodes: int, first_metric: int) -> dict:
    """A chain of joins: each node with three metrics and a text of its own."""
    kinds = ("sum", "size", "timing")
    tree = made.plan_node("Scan parquet", text="Scan parquet default.table")
    for i in range(nodes):
        metrics = tuple(made.plan_metric(first_metric + 3 * i + k, kinds[k]) for k in range(3))
        tree = made.plan_node("Project", (tree,), metrics, f"Project [column{i}#{i}, column{i + 1}#{i + 1}]")
    return tree


def sql_executions(count: int, ended: bool):
    def feed():
        start = made.sql_start(88888801, big_plan(80, 0), "== Physical Plan ==\n" + "Project [88888801]\n" * 200)
        # Accumulator ids are the digits behind "accumulatorId": they move on with the execution.
        start = start.replace('"accumulatorId":', '"accumulatorId":88888802')
        lines = numbered(start + (made.sql_end(88888801) if ended else ""), id=88888801, metric=88888802)
        yield made.head() + made.one_stage()
        for i in range(count):
            yield lines.of(id=i, metric=i + 1)
        yield made.application_end()
    return feed


def new_plans(count: int, megabytes: float):
    """One execution whose plan AQE replaces again and again, each time by lines of a megabyte."""
    def feed():
        plan = big_plan(200, 0)
        nodes = int(megabytes * MEGABYTE / 500)
        wide = made.plan_node("Union", tuple(made.plan_node(f"Scan {i}", metrics=(made.plan_metric(i),)) for i in range(nodes)))
        update = made.sql_new_plan(1, wide, "== Physical Plan 88888801 ==\n" + "x" * int(megabytes * MEGABYTE / 2))
        update = update.replace('"accumulatorId":', '"accumulatorId":88888802').replace('"simpleString":"Scan', '"simpleString":"Scan 88888801')
        lines = numbered(update, version=88888801, metric=88888802)
        yield made.head() + made.one_stage() + made.sql_start(1, plan)
        for i in range(count):
            yield lines.of(version=i, metric=i + 1)
        yield made.sql_end(1) + made.application_end()
    return feed


def executors(count: int):
    """Each with one task, all in one stage."""
    def feed():
        info = made.stage_info(0, count)
        yield made.log_start() + made.application_start() + made.environment()
        yield made.job_start(0, [info]) + made.stage_submitted(info)
        lines = numbered(made.executor_added("777771") + made.task_start(0, 777772, 777773, "777771") +
                         made.task_end(0, 777772, 777773, (), "777771"), executor=777771, task=777772, index=777773)
        for i in range(count):
            yield lines.of(executor=i, task=i, index=i)
        yield made.stage_completed(info) + made.job_end(0) + made.application_end()
    return feed


def one_executor_again_and_again(count: int):
    def feed():
        lines = numbered(made.executor_added("9", 777771) + made.executor_removed("9", 777772),
                         added=made.BEGIN + 777771, removed=made.BEGIN + 777772)
        yield made.head()
        for i in range(count):
            yield lines.of(added=made.BEGIN + i, removed=made.BEGIN + i + 1)
        yield made.one_stage() + made.application_end()
    return feed


def jobs_without_end(count: int, stages_each: int):
    def feed():
        infos = [made.stage_info(7777720 + i) for i in range(stages_each)]
        lines = numbered(made.job_start(8888, infos), job=8888, **{f"stage{i}": 7777720 + i for i in range(stages_each)})
        yield made.head() + made.one_stage(0, 3, job=10_000_000)
        for i in range(count):
            yield lines.of(job=i + 1, **{f"stage{k}": 1 + i * stages_each + k for k in range(stages_each)})
        yield made.application_end()
    return feed


def jobs_of_one_stage(jobs: int, attempts: int, tasks_each: int):
    """Every job lists the same stage and none ends; attempts of it come and go, and each has tasks."""
    def feed():
        yield made.head() + made.one_stage(0, 3, job=10_000_000)
        start = numbered(made.job_start(777771, [made.stage_info(1, tasks_each)]), job=777771)
        for i in range(jobs):
            yield start.of(job=i)
        info = {**made.stage_info(1, tasks_each), "Stage Attempt ID": 777772}
        submitted = numbered(made.stage_submitted(info), attempt=777772)
        completed = numbered(made.stage_completed({**info, "Failure Reason": "lost"}), attempt=777772)
        end = made.task_end(1, 777773, 777774).replace('"Stage Attempt ID":0', '"Stage Attempt ID":777772')
        task = numbered(end, attempt=777772, task=777773, index=777774)
        for attempt in range(attempts):
            yield submitted.of(attempt=attempt)
            for index in range(tasks_each):
                yield task.of(attempt=attempt, task=1000 + attempt * tasks_each + index, index=index)
            yield completed.of(attempt=attempt)
        yield made.application_end()
    return feed


def one_stage_twice_in_a_job(times: int):
    def feed():
        yield made.head() + made.one_stage()
        yield made.job_start(5, [made.stage_info(5)] * times) + made.stage_submitted(made.stage_info(5))
        yield made.task_start(5, 7) + made.task_end(5, 7) + made.stage_completed(made.stage_info(5)) + made.job_end(5)
        yield made.application_end()
    return feed


def one_for_each(numbers: range, lines: str, *, placeholder: int):
    """`lines` for each of the numbers, which stands in place of `placeholder`, behind a small stage."""
    def feed():
        yield made.head() + made.one_stage()
        line = numbered(lines, number=placeholder)
        for number in numbers:
            yield line.of(number=number)
        yield made.application_end()
    return feed


ENDED_JOB = made.job_start(777771, []) + made.job_end(777771)
ENDED_SQL_EXECUTION = made.sql_start(88888801, made.plan_node("Scan")) + made.sql_end(88888801)
EXECUTOR_THAT_GOES = made.executor_added("777771") + made.executor_removed("777771", 5000)


def nodes_excluded(executors: int, stages: int):
    """One host with all executors, excluded for one stage after the other."""
    def feed():
        yield made.head() + made.one_stage()
        added = numbered(made.executor_added("777771").replace("worker-777771", "host"), executor=777771)
        for i in range(2, executors):
            yield added.of(executor=i)
        excluded = numbered(made.line("SparkListenerNodeExcludedForStage", time=made.BEGIN + 500, hostId="host",
                                      executorFailures=1, stageId=777771, stageAttemptId=0), stage=777771)
        for i in range(stages):
            yield excluded.of(stage=i)
        yield made.application_end()
    return feed


def blocks_of_lost_executors(blocks: int, executors: int):
    """An RDD with many blocks; executors with one more each come and go."""
    def feed():
        level = {"Use Disk": False, "Use Memory": True, "Deserialized": True, "Replication": 1}
        rdd = {"RDD ID": 5, "Name": "cached", "Callsite": "", "Parent IDs": [], "Storage Level": level,
               "Number of Partitions": blocks, "Number of Cached Partitions": 0, "Memory Size": 0, "Disk Size": 0}
        info = made.stage_info(1, 1, (rdd,))
        yield made.head() + made.one_stage() + made.job_start(1, [info]) + made.stage_submitted(info)
        stored = numbered(made.line("SparkListenerBlockUpdated", **{"Block Updated Info": {
            "Block Manager ID": {"Executor ID": "777771", "Host": "h", "Port": 7}, "Block ID": "rdd_5_777772",
            "Storage Level": level, "Memory Size": 100, "Disk Size": 0}}), executor=777771, block=777772)
        for block in range(blocks):
            yield stored.of(executor=1, block=block)
        added, removed = made.executor_added("777771"), made.executor_removed("777771", 5000)
        added, removed = numbered(added, executor=777771), numbered(removed, executor=777771)
        for executor in range(2, executors):
            yield added.of(executor=executor) + stored.of(executor=executor, block=blocks + executor)
        for executor in range(2, executors):
            yield removed.of(executor=executor)
        yield made.application_end()
    return feed


def long_lists(items: int):
    """One list of each kind with far more items than any event has."""
    def feed():
        yield made.head() + made.one_stage()
        empty, names = "[" + "{}," * items + "{}]", '{"a":"b"' + ',"a":"b"' * items + "}"
        progress = '{"Event":"org.apache.spark.sql.streaming.StreamingQueryListener$QueryProgressEvent","progress":{"id":"q","runId":"r",'
        yield from (progress + f'"{name}":{empty}}}}}\n' for name in ("stateOperators", "sources"))
        info = made.stage_info(8)
        yield made.job_start(8, [info], {"spark.job.tags": "a," * items})
        for name in ("RDD Info", "Accumulables"):
            yield made.stage_completed(info).replace(f'"{name}":[]', f'"{name}":{empty}')
        yield made.stage_completed(info).replace('"Parent IDs":[]', '"Parent IDs":[1' + ",1" * items + "]")
        yield made.executor_added("9").replace('"Attributes":{}', f'"Attributes":{names}')
        yield made.line("SparkListenerResourceProfileAdded", **{"Resource Profile Id": 1, "Task Resource Requests": {}}).replace(
            '"Task Resource Requests":{}', f'"Task Resource Requests":{names}')
        yield made.sql_start(1, {}).replace('"time"', f'"modifiedConfigs":{names},"time"')
        yield made.sql_end(1) + made.job_end(8) + made.application_end()
    return feed


def everything_at_once(count: int):
    """Each round adds an executor, a query with its plan, texts, and a job of one stage with its RDD, its
    accumulators and its parents: all that has a budget fills at the same time."""
    def feed():
        rdd = {"RDD ID": 777771, "Name": "RDD 777771", "Callsite": "", "Parent IDs": [], "Number of Partitions": 1,
               "Storage Level": {"Use Disk": False, "Use Memory": False, "Replication": 1}}
        info = {**made.stage_info(777771, 1, (rdd,)), "Parent IDs": list(range(50)), "Details": "777771 " + "d" * 300}
        query = made.sql_start(777771, big_plan(20, 0), "== Physical Plan ==\n" + "Project [777771]\n" * 20)
        query = query.replace('"accumulatorId":', '"accumulatorId":88888802')
        end = made.task_end(777771, 777771, 0, tuple(made.accumulable(i, 7, "mine") for i in range(30)))
        end = end.replace('"Accumulables":[{"ID":', '"Accumulables":[{"ID":88888802').replace('},{"ID":', '},{"ID":88888802')
        lines = numbered(
            made.executor_added("777771") + query + made.job_start(777771, [info], {"spark.sql.execution.id": "777771"}) +
            made.stage_submitted(info) + end + made.stage_completed(info) + made.job_end(777771) + made.sql_end(777771),
            id=777771, metric=88888802)
        yield made.head() + made.one_stage(0, 3, job=10_000_000, first_task=10_000_000)
        for i in range(2, count):
            yield lines.of(id=i, metric=i)
        yield made.application_end()
    return feed


def properties(jobs: int, bytes_each: int):
    """Every job with properties that no other has."""
    def feed():
        yield made.head()
        names = {f"spark.custom.property.number.{i}": "value-88888801-" + "v" * 60 for i in range(bytes_each // 100)}
        info = made.stage_info(88888802, 0)
        lines = numbered(made.job_start(88888802, [info], names) + made.job_end(88888802), value=88888801, job=88888802)
        for i in range(jobs):
            yield lines.of(value=i, job=i)
        yield made.one_stage(0, 3, job=10_000_000) + made.application_end()
    return feed


def one_huge_property():
    yield made.head({"spark.custom": "v" * 20 * MEGABYTE})
    yield made.job_start(1, [made.stage_info(1, 0)], {"spark.job.description": "d" * 20 * MEGABYTE})
    yield made.job_end(1) + made.one_stage() + made.application_end()


def failures(count: int):
    """Every task fails with another text of three kilobytes."""
    def feed():
        yield made.head()
        info = made.stage_info(0, count)
        yield made.job_start(0, [info]) + made.stage_submitted(info)
        reason = {"Reason": "ExceptionFailure", "Class Name": "java.io.IOException", "Description": "777771 " + "d" * 400,
                  "Stack Trace": [], "Full Stack Trace": "java.io.IOException: 777771\n" + "\tat x.Y.z(Y.java:777771)\n" * 100}
        lines = numbered(made.task_end(0, 777772, 777773, reason=reason), text=777771, task=777772, index=777773)
        for i in range(count):
            yield lines.of(text=i, task=i, index=i)
        yield made.stage_completed(info) + made.job_end(0) + made.application_end()
    return feed


def kills(count: int):
    """Every task is killed for another reason."""
    def feed():
        yield made.head()
        info = made.stage_info(0, count)
        yield made.job_start(0, [info]) + made.stage_submitted(info)
        lines = numbered(made.task_end(0, 777772, 777773, reason={"Reason": "TaskKilled", "Kill Reason": "reason 777771"}),
                         text=777771, task=777772, index=777773)
        for i in range(count):
            yield lines.of(text=i, task=i, index=i)
        yield made.stage_completed(info) + made.job_end(0) + made.application_end()
    return feed


def failed_updates(count: int):
    """Tasks of a SQL stage that fail once and then succeed: updates that do not count yet pile up."""
    def feed():
        yield made.head()
        metrics = tuple(made.plan_metric(i, "timing") for i in range(20))
        yield made.sql_start(1, made.plan_node("Scan", metrics=metrics))
        info = made.stage_info(0, count)
        yield made.job_start(0, [info], {"spark.sql.execution.id": "1"}) + made.stage_submitted(info)
        updates = tuple(made.accumulable(i) for i in range(20))
        failed = numbered(made.task_end(0, 777772, 777773, updates, reason={"Reason": "TaskResultLost"}),
                          task=777772, index=777773)
        sound = numbered(made.task_end(0, 777772, 777773, updates), task=777772, index=777773)
        for i in range(count):
            yield failed.of(task=i, index=i)
        for i in range(count):
            yield sound.of(task=count + i, index=i)
        yield made.stage_completed(info) + made.job_end(0) + made.sql_end(1) + made.application_end()
    return feed


def users(count: int):
    def feed():
        yield made.head({"spark.databricks.clusterUsageTags.clusterId": "0101-000000-made"})
        lines = numbered(made.job_start(777771, [made.stage_info(777771, 0)], {
            "spark.databricks.job.id": "777772", "spark.databricks.job.runId": "777773"}) + made.job_end(777771),
            job=777771, id=777772, run=777773)
        for i in range(count):
            yield lines.of(job=i, id=i, run=i)
        yield made.one_stage(0, 3, job=10_000_000) + made.application_end()
    return feed


def driver_updates(count: int):
    def feed():
        yield made.head() + made.one_stage()
        yield made.sql_start(1, made.plan_node("Scan", metrics=(made.plan_metric(1), made.plan_metric(2, "size"))))
        line = made.line(FULL_SQL + "DriverAccumUpdates", executionId=1, accumUpdates=[[1, 5], [2, 7]] * 500)
        for _ in range(count // 1000):
            yield line
        yield made.sql_end(1) + made.application_end()
    return feed


def far_indices(count: int):
    """Task ids and indices from all over their range."""
    def feed():
        yield made.head()
        line = numbered(made.job_start(777771, [made.stage_info(777771, 1)]) +
                        made.task_end(777771, 777772, 777773), stage=777771, task=777772, index=777773)
        for i in range(count):
            yield line.of(stage=i, task=i * 999_999_937, index=2_000_000_000 - i)
        yield made.application_end()
    return feed


def far_indices_of_a_query(stages: int):
    """Each stage of a query says it has two thousand million tasks, and its last one ends."""
    def feed():
        yield made.head() + made.sql_start(1, made.plan_node("Scan", metrics=(made.plan_metric(7, "size"),)))
        infos = [made.stage_info(stage, 2**31 - 1) for stage in range(stages)]
        yield made.job_start(0, infos, {"spark.sql.execution.id": "1"})
        for stage, info in enumerate(infos):
            yield made.stage_submitted(info) + made.task_end(stage, stage, 2**31 - 2, (made.accumulable(7),))
        yield made.application_end()
    return feed


def batches(count: int):
    """One streaming query that has run for months."""
    def feed():
        yield made.head() + made.one_stage()
        progress = {"id": "q", "runId": "r", "name": "query", "timestamp": "2023-11-14T22:13:20.000Z", "batchId": 777771,
                    "batchDuration": 10, "durationMs": {"addBatch": 5, "getBatch": 1, "triggerExecution": 9},
                    "stateOperators": [{"operatorName": "stateStoreSave", "numRowsTotal": 1, "numRowsUpdated": 1, "memoryUsedBytes": 5}],
                    "sources": [{"description": "Kafka", "startOffset": {"t": 777771}, "endOffset": {"t": 777771},
                                 "numInputRows": 4, "inputRowsPerSecond": 1.0, "processedRowsPerSecond": 2.0}],
                    "sink": {"description": "sink"}}
        start = made.line("org.apache.spark.sql.streaming.StreamingQueryListener$QueryStartedEvent", id="q", runId="r",
                          name="query", timestamp="2023-11-14T22:13:20.000Z")
        line = numbered(made.line("org.apache.spark.sql.streaming.StreamingQueryListener$QueryProgressEvent",
                                  progress=progress), batch=777771)
        yield start
        for i in range(count):
            yield line.of(batch=i)
        yield made.application_end()
    return feed


def garbage(seconds: float, piece: bytes):
    def feed():
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            yield piece
    return feed


NOISE = bytes((i * 2654435761 >> 7) & 0xFF for i in range(MEGABYTE)).replace(b"\n", b"x")

INPUTS = [
    Input("a line of 600 MB", feed=one_long_line, issues=frozenset({"line-too-long"}), check=skipped_one_line),
    Input("100,000 accumulables in a task", feed=accumulables_in_one_task(100_000), exits=frozenset({OK}), check=tasks(2)),
    Input("a million accumulators", feed=accumulator_ids(10, 100, 1000), check=tasks(1000), slow=True),
    Input("a million accumulators in one stage", feed=accumulator_ids(1, 1000, 1000), check=tasks(1000),
          issues=frozenset({"accumulator-dropped"}), slow=True),
    Input("four million accumulators", feed=accumulator_ids(40, 100, 1000), check=tasks(4000),
          issues=frozenset({"accumulator-dropped"}), slow=True, seconds=120),
    Input("10,000 stages", feed=many_stages(10_000), check=tasks(10_000)),
    Input("100,000 stages", feed=many_stages(100_000), check=tasks(100_000), slow=True),
    Input("10,000 SQL executions", feed=sql_executions(10_000, True), issues=frozenset({"sql-plan-dropped"}),
          check=tasks(3)),
    Input("100,000 SQL executions", feed=sql_executions(100_000, True), issues=frozenset({"sql-plan-dropped"}),
          check=tasks(3), slow=True),
    Input("20,000 SQL executions that never end", feed=sql_executions(20_000, False),
          issues=frozenset({"sql-plan-dropped"}), check=tasks(3), slow=True),
    Input("200 new plans of 1 MB", feed=new_plans(200, 1), issues=frozenset({"plan-text-dropped"}), check=tasks(3)),
    Input("3,000 new plans of 1 MB", feed=new_plans(3000, 1), issues=frozenset({"plan-text-dropped"}), check=tasks(3),
          slow=True, seconds=120),
    Input("100,000 executors", feed=executors(100_000), check=tasks(100_000), slow=True),
    Input("10,000 executors", feed=executors(10_000), check=tasks(10_000)),
    Input("600,000 additions of one executor", feed=one_executor_again_and_again(600_000), check=tasks(3),
          issues=frozenset({"executor-dropped"}), exits=frozenset({PARTIAL}), slow=True),
    Input("120,000 jobs that never end", feed=jobs_without_end(120_000, 1), check=tasks(3),
          issues=frozenset({"spark-job-dropped"}), exits=frozenset({PARTIAL}), slow=True),
    Input("20,000 jobs of 20 stages that never end", feed=jobs_without_end(20_000, 20), check=tasks(3),
          issues=frozenset({"spark-job-dropped"}), exits=frozenset({PARTIAL}), slow=True),
    Input("2,000 attempts beside 2,500 open jobs of the stage", feed=jobs_of_one_stage(2500, 2000, 1), check=tasks(2003),
          issues=frozenset({"list-dropped"})),
    Input("20,000 attempts beside 20,000 open jobs of the stage", feed=jobs_of_one_stage(20_000, 20_000, 1),
          check=tasks(20_003), issues=frozenset({"list-dropped"}), slow=True),
    Input("100,000 tasks of a stage that 20,000 open jobs list", feed=jobs_of_one_stage(20_000, 1, 100_000),
          check=tasks(100_003), issues=frozenset({"list-dropped"}), slow=True),
    Input("a stage 20,000 times in one job", feed=one_stage_twice_in_a_job(20_000), check=tasks(4)),
    Input("a million jobs", feed=one_for_each(range(1, 1_000_001), ENDED_JOB, placeholder=777771), check=tasks(3),
          issues=frozenset({"spark-job-dropped"}), exits=frozenset({PARTIAL}), slow=True),
    Input("a million SQL executions", feed=one_for_each(range(1_000_000), ENDED_SQL_EXECUTION, placeholder=88888801),
          check=tasks(3), issues=frozenset({"sql-plan-dropped"}), slow=True),
    Input("600,000 executors that come and go", feed=one_for_each(range(2, 600_000), EXECUTOR_THAT_GOES, placeholder=777771),
          check=tasks(3), issues=frozenset({"executor-dropped"}), exits=frozenset({PARTIAL}), slow=True),
    Input("10,000 executors excluded from 10,000 stages", feed=nodes_excluded(10_000, 10_000), check=tasks(3),
          issues=frozenset({"list-dropped"}), slow=True),
    Input("20,000 lost executors beside 50,000 blocks", feed=blocks_of_lost_executors(50_000, 20_000), check=tasks(3),
          slow=True),
    Input("everything at once", feed=everything_at_once(35_000), issues=frozenset({"list-dropped"}), slow=True, seconds=120),
    Input("lists of a million", feed=long_lists(1_000_000), check=tasks(3), issues=frozenset({"list-dropped"}), slow=True),
    Input("1,000 jobs with 30 KB of properties each", feed=properties(1000, 30_000), check=tasks(3)),
    Input("30,000 jobs with 30 KB of properties each", feed=properties(30_000, 30_000), check=tasks(3), slow=True),
    Input("properties of 20 MB", feed=one_huge_property, check=tasks(3)),
    Input("20,000 failures with texts of their own", feed=failures(20_000), check=tasks(20_000)),
    Input("200,000 failures with texts of their own", feed=failures(200_000), check=tasks(200_000),
          issues=frozenset({"text-dropped"}), slow=True),
    Input("100,000 reasons for a kill", feed=kills(100_000), check=tasks(100_000), slow=True),
    Input("10,000 failed tasks with 20 SQL metrics", feed=failed_updates(10_000), check=tasks(20_000), slow=True),
    Input("100,000 Databricks job runs", feed=users(100_000), check=tasks(3), slow=True),
    Input("5 million driver updates", feed=driver_updates(5_000_000), check=tasks(3),
          issues=frozenset({"sql-plan-dropped"}), slow=True),
    Input("task ids and indices from anywhere", feed=far_indices(20_000), check=tasks(20_000)),
    Input("task indices from anywhere in a query", feed=far_indices_of_a_query(20), check=tasks(20)),
    Input("100,000 micro-batches", feed=batches(100_000), check=tasks(3), slow=True),
    Input("endless garbage without line feeds", feed=garbage(2, NOISE), exits=frozenset({NOTHING}), error="nothing"),
    Input("endless garbage in lines", feed=garbage(2, NOISE[:1000] + b"\n"), exits=frozenset({NOTHING}), error="nothing"),
    Input("endless garbage and Ctrl-C", feed=garbage(20, NOISE), exits=frozenset({INTERRUPTED}), error="interrupted",
          interrupt_after=1, seconds=4),
]
