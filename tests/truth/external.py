"""Compares dataflint's figures with what other tools state for the logs of ../shared/eventlogs.

Apache Spark's HistoryServerExpectations are answers of its REST API; the tables of NVIDIA's profiling and
qualification tools and Sparklens' JSON have names of their own, mapped here; truth.json has counts made by an
independent script. Nothing of that folder is needed for the project's other tests.
"""

import concurrent.futures
import csv
import json
import pathlib
import re

import history
from compare import MISSING, Comparison, as_milliseconds
from exceptions import excuse_external


class Log:
    """One log's analysis, and its tasks when someone asks."""

    def __init__(self, binary, path: pathlib.Path):
        self.report = binary.report(path)
        self.spark = self.report.get("spark", {})
        self._tasks_of = binary.tasks_of(path)
        self._tasks = {}

    def stages(self) -> dict:
        return {(stage["stageId"], stage["attemptId"]): stage for stage in self.spark.get("stages", [])}

    def tasks(self, stage: int, attempt: int) -> list:
        key = (stage, attempt)
        if key not in self._tasks:
            self._tasks[key] = self._tasks_of(str(stage), str(attempt))
        return self._tasks[key]

    def job(self, job_id: int) -> dict:
        return next((job for job in self.spark.get("jobs", []) if job.get("jobId") == job_id), {})

    def sql(self, sql_id: int) -> dict:
        return next((sql for sql in self.spark.get("sql", []) if sql.get("id") == sql_id), {})


# --- Apache Spark's HistoryServerExpectations ------------------------------------------------------------------------

def spark_stage(compare: Comparison, expected: dict, log: Log) -> None:
    key = (expected["stageId"], expected["attemptId"])
    path, actual = f"stage[{key[0]}.{key[1]}]", log.stages().get(key, {})
    for name, value in expected.items():
        if name == "tasks":
            compare.tree(f"{path}.tasks", list(value.values()), tasks_among(log.tasks(*key), value))
        elif name in history.DISTRIBUTIONS and isinstance(actual.get(name), dict):
            common = [quantile for quantile in value["quantiles"] if quantile in actual[name].get("quantiles", [])]
            compare.tree(f"{path}.{name}", history.at_quantiles(value, common),
                         history.at_quantiles(actual[name], common))
        else:
            compare.tree(f"{path}.{name}", value, actual.get(name, MISSING))


def tasks_among(tasks: list, wanted: dict) -> list:
    return [task for task in tasks if str(task.get("taskId")) in wanted]


def spark_expectation(compare: Comparison, path: pathlib.Path, log: Log) -> None:
    """One file of HistoryServerExpectations; what it is about follows from its name, as in HistoryServerSuite."""
    name, expected = path.name.removesuffix("_json_expectation.json").removesuffix("_expectation.json"), None
    expected = json.loads(path.read_text())
    spark = log.spark
    if name == "one_app":
        compare.tree("application", expected, spark.get("application", MISSING))
    elif "job" in name:
        for job in expected if isinstance(expected, list) else [expected]:
            compare.tree(f"job[{job['jobId']}]", job, log.job(job["jobId"]))
        if name == "job_list":
            compare.cell("jobs.length", len(expected), len(spark.get("jobs", [])))
    elif name.startswith("executor_list"):
        executors = {executor.get("id"): executor for executor in spark.get("executors", [])}
        for executor in expected:
            compare.tree(f"executor[{executor['id']}]", executor, executors.get(executor["id"], MISSING))
    elif name.startswith("stage_task_list"):
        tasks = {str(task["taskId"]): task for task in expected}
        stage = next(key for key in log.stages() if tasks_among(log.tasks(*key), tasks))
        compare.tree(f"tasks[{stage[0]}.{stage[1]}]", expected, tasks_among(log.tasks(*stage), tasks))
    elif name == "rdd_list_storage":
        compare.tree("rdds", expected, spark.get("rdds", MISSING))
    elif name == "one_rdd_storage":
        found = [rdd for rdd in spark.get("rdds", []) if rdd.get("id") == expected["id"]]
        compare.tree(f"rdd[{expected['id']}]", expected, found[0] if found else MISSING)
    elif "stage" in name:
        for stage in expected if isinstance(expected, list) else [expected]:
            spark_stage(compare, stage, log)
        if name == "stage_list":
            compare.cell("stages.length", len(expected), len(log.stages()))
    else:
        raise SystemExit(f"nothing is known of expectation {path.name}")


# --- NVIDIA's tables -------------------------------------------------------------------------------------------------

def task_sum(tasks: list, *names: str) -> int:
    return sum(task_values(tasks, *names))


def task_values(tasks: list, *names: str) -> list:
    values = []
    for task in tasks:
        value = task.get("taskMetrics", {})
        for name in names:
            value = value.get(name, 0)
        values.append(value)
    return values


def milliseconds(nanoseconds: int) -> int:
    return nanoseconds // 1_000_000


def durations(tasks: list) -> list:
    return [task.get("duration", 0) for task in tasks]


# Columns of *metricsagg: what they are of the tasks concerned.
AGGREGATES = {
    "numTasks": len,
    "durationSum": lambda t: sum(durations(t)),
    "durationMax": lambda t: max(durations(t)),
    "durationMin": lambda t: min(durations(t)),
    "durationAvg": lambda t: round(sum(durations(t)) / len(t) + 1e-9, 1),
    "diskBytesSpilledSum": lambda t: task_sum(t, "diskBytesSpilled"),
    "memoryBytesSpilledSum": lambda t: task_sum(t, "memoryBytesSpilled"),
    "executorCPUTimeSum": lambda t: milliseconds(task_sum(t, "executorCpuTime")),
    "executorDeserializeCpuTimeSum": lambda t: milliseconds(task_sum(t, "executorDeserializeCpuTime")),
    "executorDeserializeTimeSum": lambda t: task_sum(t, "executorDeserializeTime"),
    "executorRunTimeSum": lambda t: task_sum(t, "executorRunTime"),
    "inputBytesReadSum": lambda t: task_sum(t, "inputMetrics", "bytesRead"),
    "inputBytesReadMax": lambda t: max(task_values(t, "inputMetrics", "bytesRead")),
    "inputRecordsReadSum": lambda t: task_sum(t, "inputMetrics", "recordsRead"),
    "jvmGCTimeSum": lambda t: task_sum(t, "jvmGcTime"),
    "outputBytesWrittenSum": lambda t: task_sum(t, "outputMetrics", "bytesWritten"),
    "outputRecordsWrittenSum": lambda t: task_sum(t, "outputMetrics", "recordsWritten"),
    "peakExecutionMemoryMax": lambda t: max(task_values(t, "peakExecutionMemory")),
    "resultSerializationTimeSum": lambda t: task_sum(t, "resultSerializationTime"),
    "resultSizeMax": lambda t: max(task_values(t, "resultSize")),
    "srFetchWaitTimeSum": lambda t: task_sum(t, "shuffleReadMetrics", "fetchWaitTime"),
    "srLocalBlocksFetchedSum": lambda t: task_sum(t, "shuffleReadMetrics", "localBlocksFetched"),
    "srcLocalBytesReadSum": lambda t: task_sum(t, "shuffleReadMetrics", "localBytesRead"),
    "srRemoteBlocksFetchSum": lambda t: task_sum(t, "shuffleReadMetrics", "remoteBlocksFetched"),
    "srRemoteBytesReadSum": lambda t: task_sum(t, "shuffleReadMetrics", "remoteBytesRead"),
    "srRemoteBytesReadToDiskSum": lambda t: task_sum(t, "shuffleReadMetrics", "remoteBytesReadToDisk"),
    "srTotalBytesReadSum": lambda t: (task_sum(t, "shuffleReadMetrics", "localBytesRead")
                                      + task_sum(t, "shuffleReadMetrics", "remoteBytesRead")),
    "swBytesWrittenSum": lambda t: task_sum(t, "shuffleWriteMetrics", "bytesWritten"),
    "swRecordsWrittenSum": lambda t: task_sum(t, "shuffleWriteMetrics", "recordsWritten"),
    "swWriteTimeSum": lambda t: milliseconds(task_sum(t, "shuffleWriteMetrics", "writeTime")),
}


def number(text: str):
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text


def span(row: dict, begin: str, end: str):
    begin, end = as_milliseconds(row.get(begin)), as_milliseconds(row.get(end))
    return end - begin if isinstance(begin, int) and isinstance(end, int) else MISSING


# Sums of nanoseconds: the table adds up its stages' figures after each was cut to milliseconds.
CUT_BY_STAGE = ("executorCPUTimeSum", "executorDeserializeCpuTimeSum", "swWriteTimeSum")


def compare_aggregates(compare: Comparison, path: str, row: dict, stages: list, duration) -> None:
    """`stages`: the tasks of each stage attempt concerned."""
    tasks = [task for stage in stages for task in stage]
    for column, value in row.items():
        if column in CUT_BY_STAGE:
            compare.cell(f"{path}.{column}", number(value), sum(AGGREGATES[column](stage) for stage in stages))
        elif column in AGGREGATES:
            compare.cell(f"{path}.{column}", number(value), AGGREGATES[column](tasks) if tasks else MISSING)
        elif column == "duration":
            compare.cell(f"{path}.duration", number(value), duration)


def stages_of_job(log: Log, job_ids) -> list:
    ids = {stage for job_id in job_ids for stage in log.job(job_id).get("stageIds", [])}
    return [key for key in log.stages() if key[0] in ids and log.stages()[key]["status"] != "SKIPPED"]


def jobs_of_sql(sql: dict) -> list:
    return [job for kind in ("runningJobIds", "successJobIds", "failedJobIds") for job in sql.get(kind, [])]


def all_tasks(log: Log, stages) -> list:
    return [task for key in stages for task in log.tasks(*key)]


def spread(compare: Comparison, path: str, row: dict, prefix: str, ours: dict, counts: list) -> None:
    """total, min, median and max of so many values (one of `counts`). What the tables call median is a running mean in whole
    numbers, in which every step may lose one: accepted only when it is that."""
    for figure in ("total", "min", "max", "median"):
        expected, actual = int(row[prefix + (figure.capitalize() if prefix else figure)]), ours.get(figure, MISSING)
        is_mean = any(abs(expected - ours.get("total", 0) / count) <= count for count in counts if count)
        compare.cell(f"{path}.{figure}(running mean)" if figure == "median" and is_mean else f"{path}.{figure}",
                     expected, actual)


def nvidia_stages(compare, rows, log):
    for row in rows:
        key = (int(row["id"]), 0)
        stage = log.stages().get(key, {})
        compare_aggregates(compare, f"stage[{key[0]}]", row, [log.tasks(*key)],
                           span(stage, "submissionTime", "completionTime"))


def nvidia_jobs(compare, rows, log):
    for row in rows:
        job = int(row["id"])
        compare_aggregates(compare, f"job[{job}]", row, [log.tasks(*key) for key in stages_of_job(log, [job])],
                           span(log.job(job), "submissionTime", "completionTime"))


def nvidia_sql(compare, rows, log):
    for row in rows:
        sql = log.sql(int(row["sqlId"]))
        path, stages = f"sql[{row['sqlId']}]", [log.tasks(*key) for key in stages_of_job(log, jobs_of_sql(sql))]
        compare_aggregates(compare, path, row, stages, sql.get("duration", MISSING))
        compare.cell(f"{path}.appId", row["appId"], log.spark.get("application", {}).get("id"))
        compare.cell(f"{path}.description", row["description"], sql.get("description"))
        run = sum(task_sum(stage, "executorRunTime") for stage in stages)
        cpu = sum(AGGREGATES["executorCPUTimeSum"](stage) for stage in stages)
        compare.cell(f"{path}.executorCpuRatio", float(row["executorCpuRatio"]),
                     round(100 * cpu / run, 2) if run else 0.0)


def metric_of(node: dict, name: str) -> dict:
    return next((metric for metric in node.get("metrics", []) if metric.get("name") == name), {})


def node_of(sql: dict, node_id: int) -> dict:
    return next((node for node in sql.get("nodes", []) if node.get("nodeId") == node_id), {})


def nvidia_sql_metrics(compare, rows, log):
    for row in rows:
        node = node_of(log.sql(int(row["sqlID"])), int(row["nodeID"]))
        metric = metric_of(node, row["name"])
        path = f"sql[{row['sqlID']}].node[{row['nodeID']}]"
        compare.cell(f"{path}.nodeName", row["nodeName"].strip(), node.get("nodeName", "").strip())
        path += f".{row['name'].replace(' ', '_')}({row['metricType']})"
        spread(compare, path, row, "", metric,
               [log.stages()[(int(stage), 0)]["numTasks"] for stage in row["stageIds"].split(",") if stage])


STAGE_DIAGNOSTICS = {
    "memoryBytesSpilledMB": (("memoryBytesSpilled",), 1 << 20),
    "diskBytesSpilledMB": (("diskBytesSpilled",), 1 << 20),
    "inputBytesRead": (("inputMetrics", "bytesRead"), 1),
    "outputBytesWritten": (("outputMetrics", "bytesWritten"), 1),
    "shuffleWriteBytes": (("shuffleWriteMetrics", "bytesWritten"), 1),
    "shuffleReadFetchWaitTime": (("shuffleReadMetrics", "fetchWaitTime"), 1),
    "shuffleWriteWriteTime": (("shuffleWriteMetrics", "writeTime"), 1_000_000),
}


def nvidia_stage_diagnostics(compare, rows, log):
    for row in rows:
        key = (int(row["stageId"]), 0)
        path, tasks = f"stage[{key[0]}]", log.tasks(*key)
        compare.cell(f"{path}.stageDurationMs", int(row["stageDurationMs"]),
                     span(log.stages().get(key, {}), "submissionTime", "completionTime"))
        compare.cell(f"{path}.numTasks", int(row["numTasks"]), len(tasks))
        columns = {name: [value for value in task_values(tasks, *place)]
                   for name, (place, _) in STAGE_DIAGNOSTICS.items()}
        columns["shuffleReadBytes"] = [a + b for a, b in zip(
            task_values(tasks, "shuffleReadMetrics", "localBytesRead"),
            task_values(tasks, "shuffleReadMetrics", "remoteBytesRead"))]
        for name, values in columns.items():
            unit = STAGE_DIAGNOSTICS.get(name, ((), 1))[1]
            middle = sorted(values)[len(values) // 2]
            ours = {"min": min(values), "max": max(values), "total": sum(values), "median": middle}
            spread(compare, f"{path}.{name}", row, name, {key: value // unit for key, value in ours.items()},
                   [len(values)])


IO_DIAGNOSTICS = {  # column: the plan node's metrics that it may be
    "outputRows": ("number of output rows", "output rows"),
    "outputBatches": ("number of output batches", "output columnar batches"),
    "shuffleWriteTime": ("shuffle write time",),
    "fetchWaitTime": ("fetch wait time",),
    "scanTime": ("scan time",), "bufferTime": ("buffer time",), "gpuDecodeTime": ("GPU decode time",),
}


def nvidia_io_diagnostics(compare, rows, log):
    for row in rows:
        node = node_of(log.sql(int(row["sqlId"])), int(row["nodeId"]))
        path = f"stage[{row['stageId']}].node[{row['nodeId']}]"
        compare.cell(f"{path}.nodeName", row["nodeName"].strip(), node.get("nodeName", "").strip())
        for column, names in IO_DIAGNOSTICS.items():
            metric = next((m for m in map(lambda name: metric_of(node, name), names) if m), None)
            if metric is None or int(row[column + "Total"]) == 0:
                continue  # the node has no such metric, or it is another stage's: the table fills in zero
            spread(compare, f"{path}.{column}({metric.get('metricType', '')})", row, column, metric,
                   [log.stages()[(int(row["stageId"]), 0)]["numTasks"]])


def unfolded(text: str) -> str:
    """The tables write line ends and tabs as two characters."""
    return text.replace("\\n", "\n").replace("\\t", "\t")


def nvidia_failed_tasks(compare, rows, log):
    for row in rows:
        key = (int(row["stageId"]), int(row["stageAttemptId"]))
        task = next((t for t in log.tasks(*key) if t.get("taskId") == int(row["taskId"])), {})
        path, one = f"task[{row['taskId']}]", [task]
        compare.cell(f"{path}.attempt", int(row["attempt"]), task.get("attempt", MISSING))
        compare.cell(f"{path}.failureReason", unfolded(row["failureReason"]), task.get("errorMessage", MISSING))
        compare.cell(f"{path}.taskStatus", row["taskStatus"], task.get("status", MISSING))
        compare.cell(f"{path}.speculative", row["speculative"] == "true", task.get("speculative", MISSING))
        compare.cell(f"{path}.duration", int(row["duration"]), task.get("duration", MISSING))
        for column, place in (("diskBytesSpilled", ("diskBytesSpilled",)), ("executorCPUTimeNS", ("executorCpuTime",)),
                              ("executorDeserializeCPUTimeNS", ("executorDeserializeCpuTime",)),
                              ("executorDeserializeTime", ("executorDeserializeTime",)),
                              ("executorRunTime", ("executorRunTime",)), ("input_bytesRead", ("inputMetrics", "bytesRead")),
                              ("input_recordsRead", ("inputMetrics", "recordsRead")), ("jvmGCTime", ("jvmGcTime",)),
                              ("memoryBytesSpilled", ("memoryBytesSpilled",)),
                              ("output_bytesWritten", ("outputMetrics", "bytesWritten")),
                              ("output_recordsWritten", ("outputMetrics", "recordsWritten")),
                              ("peakExecutionMemory", ("peakExecutionMemory",)),
                              ("resultSerializationTime", ("resultSerializationTime",)), ("resultSize", ("resultSize",)),
                              ("sr_fetchWaitTime", ("shuffleReadMetrics", "fetchWaitTime")),
                              ("sr_localBlocksFetched", ("shuffleReadMetrics", "localBlocksFetched")),
                              ("sr_localBytesRead", ("shuffleReadMetrics", "localBytesRead")),
                              ("sr_remoteBlocksFetched", ("shuffleReadMetrics", "remoteBlocksFetched")),
                              ("sr_remoteBytesRead", ("shuffleReadMetrics", "remoteBytesRead")),
                              ("sr_remoteBytesReadToDisk", ("shuffleReadMetrics", "remoteBytesReadToDisk")),
                              ("sw_bytesWritten", ("shuffleWriteMetrics", "bytesWritten")),
                              ("sw_recordsWritten", ("shuffleWriteMetrics", "recordsWritten")),
                              ("sw_writeTimeNS", ("shuffleWriteMetrics", "writeTime"))):
            compare.cell(f"{path}.{column}", int(row[column]), task_sum(one, *place))


def nvidia_failed_stages(compare, rows, log):
    for row in rows:
        stage = log.stages().get((int(row["stageId"]), int(row["attemptId"])), {})
        path = f"stage[{row['stageId']}.{row['attemptId']}]"
        compare.cell(f"{path}.name", row["name"], stage.get("name", MISSING))
        compare.cell(f"{path}.numTasks", int(row["numTasks"]), stage.get("numTasks", MISSING))
        compare.cell(f"{path}.failureReason", unfolded(row["failureReason"]),
                     stage.get("failureReason", MISSING).rstrip("\n"))  # the table has no trailing line end
        compare.cell(f"{path}.status", "FAILED", stage.get("status", MISSING))


def nvidia_failed_jobs(compare, rows, log):
    for row in rows:
        job_id = int(row["jobID"])
        compare.cell(f"job[{job_id}].jobResult", row["jobResult"],
                     {"FAILED": "JobFailed", "SUCCEEDED": "JobSucceeded"}.get(log.job(job_id).get("status")))
        compare.cell(f"job[{job_id}].sqlID", True, job_id in jobs_of_sql(log.sql(int(row["sqlID"]))))


def nvidia_removed(compare, rows, log):
    executors = {executor.get("id"): executor for executor in log.spark.get("executors", [])}
    for row in rows:
        executor, path = executors.get(row["executorId"], {}), f"executor[{row['executorId']}]"
        compare.cell(f"{path}.removeTime", int(row["time"]), as_milliseconds(executor.get("removeTime", MISSING)))
        compare.cell(f"{path}.removeReason", row["reason"], executor.get("removeReason", MISSING))


def nvidia_block_managers(compare, rows, log):
    for row in rows:
        compare.cell(f"executor[{row['executorId']}].blockManagerRemoved", int(row["time"]), MISSING)


def nvidia_applications(compare, rows, log):
    application = log.spark.get("application", {})
    attempt = (application.get("attempts") or [{}])[0]
    for row in rows:
        compare.cell("app.name", row["App Name"], application.get("name", MISSING))
        compare.cell("app.id", row["App ID"], application.get("id", MISSING))
        estimated = row["App Duration Estimated"] == "true"  # up to the last event: not in Spark's API
        compare.cell("app.duration", int(row["App Duration"]),
                     log.report["application"]["durationMs"] if estimated else attempt.get("duration", MISSING))
        compare.cell("app.completed", row["App Duration Estimated"] == "false", attempt.get("completed", MISSING))
        sqls = [sql for sql in log.spark.get("sql", []) if sql.get("status") != "RUNNING"]
        compare.cell("app.longestSql", int(row["Longest SQL Duration"]),
                     max((sql.get("duration", 0) for sql in sqls), default=0))
        compare.cell("app.sqlWithFailures", row["SQL Ids with Failures"],
                     ";".join(str(sql["id"]) for sql in sqls if sql.get("status") == "FAILED"))
        keys = {key for sql in log.spark.get("sql", []) for key in stages_of_job(log, jobs_of_sql(sql))}
        run = sum(log.stages()[key].get("executorRunTime", 0) for key in keys)
        cpu = sum(log.stages()[key].get("executorCpuTime", 0) for key in keys)
        compare.cell("app.executorCpuTimePercent", float(row["Executor CPU Time Percent"]),
                     round(100 * milliseconds(cpu) / run, 2) if run else 0.0)


def nvidia_per_sql(compare, rows, log):
    for row in rows:
        sql, path = log.sql(int(row["SQL ID"])), f"sql[{row['SQL ID']}]"
        compare.cell(f"{path}.description", row["SQL Description"], sql.get("description", MISSING))
        compare.cell(f"{path}.duration", int(row["SQL DF Duration"]),
                     sql.get("duration", MISSING) if sql.get("status") != "RUNNING" else 0)


NVIDIA = (
    ("stagemetricsagg", nvidia_stages), ("jobmetricsagg", nvidia_jobs), ("sqlmetricsagg", nvidia_sql),
    ("sqlmetrics", nvidia_sql_metrics), ("stagediagnosticmetrics", nvidia_stage_diagnostics),
    ("iodiagnosticmetrics", nvidia_io_diagnostics), ("tasks_failure", nvidia_failed_tasks),
    ("stages_failure", nvidia_failed_stages), ("jobs_failure", nvidia_failed_jobs),
    ("executors_removed", nvidia_removed), ("removed_blockManagers", nvidia_block_managers),
    ("apps_summary", nvidia_applications), ("persql", nvidia_per_sql),
)


def nvidia_expectation(compare: Comparison, path: pathlib.Path, log: Log) -> None:
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    for part, function in NVIDIA:
        if part in path.name:
            return function(compare, rows, log)
    raise SystemExit(f"nothing is known of expectation {path.name}")


# --- Sparklens -------------------------------------------------------------------------------------------------------

SPARKLENS = {
    "taskDuration": None, "executorRuntime": ("executorRunTime",), "resultSize": ("resultSize",),
    "shuffleWriteRecordsWritten": ("shuffleWriteMetrics", "recordsWritten"),
    "shuffleReadRecordsRead": ("shuffleReadMetrics", "recordsRead"), "memoryBytesSpilled": ("memoryBytesSpilled",),
    "outputBytesWritten": ("outputMetrics", "bytesWritten"), "peakExecutionMemory": ("peakExecutionMemory",),
    "shuffleReadRemoteBlocks": ("shuffleReadMetrics", "remoteBlocksFetched"),
    "shuffleWriteBytesWritten": ("shuffleWriteMetrics", "bytesWritten"), "jvmGCTime": ("jvmGcTime",),
    "shuffleReadFetchWaitTime": ("shuffleReadMetrics", "fetchWaitTime"), "inputBytesRead": ("inputMetrics", "bytesRead"),
    "diskBytesSpilled": ("diskBytesSpilled",), "shuffleReadLocalBlocks": ("shuffleReadMetrics", "localBlocksFetched"),
    "shuffleWriteTime": ("shuffleWriteMetrics", "writeTime"),
}


def sparklens_metrics(compare: Comparison, path: str, expected: dict, tasks: list) -> None:
    compare.cell(f"{path}.count", expected["count"], len(tasks))
    for name, figures in expected["map"].items():
        if name == "shuffleReadBytesRead":
            values = [a + b for a, b in zip(task_values(tasks, "shuffleReadMetrics", "localBytesRead"),
                                            task_values(tasks, "shuffleReadMetrics", "remoteBytesRead"))]
        else:
            values = durations(tasks) if SPARKLENS[name] is None else task_values(tasks, *SPARKLENS[name])
        mean = sum(values) / len(values) if values else 0
        # What Sparklens calls variance is the sum of the squared distances from the mean.
        for figure, value in (("value", sum(values)), ("min", min(values, default=0)), ("max", max(values, default=0)),
                              ("mean", mean), ("variance", sum((value - mean) ** 2 for value in values))):
            compare.cell(f"{path}.{name}.{figure}", float(figures[figure]), float(value))


def sparklens_expectation(compare: Comparison, path: pathlib.Path, log: Log) -> None:
    expected, stages = json.loads(path.read_text()), log.stages()
    everything = all_tasks(log, stages)
    application = log.spark.get("application", {})
    attempt = (application.get("attempts") or [{}])[0]
    compare.cell("app.id", expected["appInfo"]["applicationID"], application.get("id", MISSING))
    compare.cell("app.startTime", expected["appInfo"]["startTime"], as_milliseconds(attempt.get("startTime", MISSING)))
    compare.cell("app.endTime", expected["appInfo"]["endTime"], as_milliseconds(attempt.get("endTime", MISSING)))
    sparklens_metrics(compare, "app", expected["appMetrics"], everything)
    for stage, job in expected["stageIDToJobID"].items():
        compare.cell(f"stage[{stage}].job", True, int(stage) in log.job(job).get("stageIds", []))
    for host, row in expected["hostMap"].items():
        sparklens_metrics(compare, f"host[{host}]", row["hostMetrics"],
                          [task for task in everything if task.get("host") == host])
    executors = {executor.get("id"): executor for executor in log.spark.get("executors", [])}
    for name, row in expected["executorMap"].items():
        executor = executors.get(name, {})
        compare.cell(f"executor[{name}].startTime", row["startTime"], as_milliseconds(executor.get("addTime", MISSING)))
        compare.cell(f"executor[{name}].cores", row["cores"], executor.get("totalCores", MISSING))
        sparklens_metrics(compare, f"executor[{name}]", row["executorMetrics"],
                          [task for task in everything if task.get("executorId") == name])
    for number_, row in expected["jobMap"].items():
        job = log.job(int(number_))
        compare.cell(f"job[{number_}].startTime", row["startTime"], as_milliseconds(job.get("submissionTime", MISSING)))
        compare.cell(f"job[{number_}].endTime", row["endTime"], as_milliseconds(job.get("completionTime", MISSING)))
        sparklens_metrics(compare, f"job[{number_}]", row["jobMetrics"], all_tasks(log, stages_of_job(log, [int(number_)])))
    for number_, row in expected["stageMap"].items():
        sparklens_stage(compare, number_, row, stages.get((int(number_), 0), {}), log.tasks(int(number_), 0))


def sparklens_stage(compare: Comparison, name: str, row: dict, stage: dict, tasks: list) -> None:
    path = f"stage[{name}]"
    launches = [as_milliseconds(task.get("launchTime", 0)) for task in tasks]
    ends = [launch + task.get("duration", 0) for launch, task in zip(launches, tasks)]
    compare.cell(f"{path}.numberOfTasks", row["numberOfTasks"], stage.get("numTasks", MISSING))
    compare.cell(f"{path}.startTime", row["startTime"], as_milliseconds(stage.get("submissionTime", MISSING)))
    compare.cell(f"{path}.endTime", row["endTime"], as_milliseconds(stage.get("completionTime", MISSING)))
    compare.cell(f"{path}.minTaskLaunchTime", row["minTaskLaunchTime"], min(launches, default=MISSING))
    compare.cell(f"{path}.maxTaskFinishTime", row["maxTaskFinishTime"], max(ends, default=MISSING))
    for column, place in (("taskExecutionTimes", "executorRunTime"), ("taskPeakMemoryUsage", "peakExecutionMemory")):
        values = row[column] if isinstance(row[column], list) else json.loads(row[column])
        compare.tree(f"{path}.{column}", values, task_values(sorted(tasks, key=lambda t: t.get("index", 0)), place))
    sparklens_metrics(compare, path, row["stageMetrics"], tasks)


# --- truth.json ------------------------------------------------------------------------------------------------------

def counts(compare: Comparison, truth: dict, log: Log) -> None:
    """What an independent script counted in the log."""
    spark, application = log.spark, log.spark.get("application", {})
    attempt = (application.get("attempts") or [{}])[0]
    stages, jobs, sql = spark.get("stages", []), spark.get("jobs", []), spark.get("sql", [])

    def total(*names: str) -> int:
        return sum(stage.get(name, 0) for stage in stages for name in names)
    app = truth.get("app") or {}
    for name, value in (("id", application.get("id")), ("name", application.get("name"))):
        if app.get(name) is not None:
            compare.cell(f"app.{name}", app[name], value)
    for name, value in (("start", attempt.get("startTime")), ("end", attempt.get("endTime"))):
        if app.get(name):
            compare.cell(f"app.{name}", app[name], as_milliseconds(value))
    if truth.get("versions"):
        compare.cell("app.version", truth["versions"][0], attempt.get("appSparkVersion", MISSING))
    compare.cell("jobs", truth["jobs"], len(jobs))
    compare.cell("failedjobs", truth["failedjobs"], sum(1 for job in jobs if job.get("status") == "FAILED"))
    compare.cell("sql", truth["sql"], len(sql))
    compare.cell("tasks", truth["tasks"], total("numCompleteTasks", "numFailedTasks", "numKilledTasks"))
    compare.cell("failedstages", truth["failedstages"], sum(1 for stage in stages if stage.get("status") == "FAILED"))
    compare.cell("stages", truth["stages"], sum(1 for stage in stages if stage.get("status") in ("COMPLETE", "FAILED")))
    compare.cell("tkilled", truth["tkilled"], total("numKilledTasks"))
    for name, columns in (("spillm", ("memoryBytesSpilled",)), ("spilld", ("diskBytesSpilled",)),
                          ("input", ("inputBytes",)), ("output", ("outputBytes",)),
                          ("shuffle_read", ("shuffleReadBytes",)), ("shuffle_write", ("shuffleWriteBytes",)),
                          ("gc", ("jvmGcTime",))):
        compare.cell(name, truth[name], total(*columns))
    statistics = log.report.get("statistics", {})
    compare.cell("dsize", truth["dsize"], statistics.get("bytes", MISSING))
    events = statistics.get("events", {})
    for name, count in truth["events"].items():
        compare.cell(f"events.{name}", count, events.get(name, MISSING))
    compare.cell("execadd", truth["execadd"], events.get("SparkListenerExecutorAdded", 0))
    compare.cell("aqe", truth["aqe"], sum(
        count for name, count in events.items() if name.endswith("SparkListenerSQLAdaptiveExecutionUpdate")))


# --- all of them -----------------------------------------------------------------------------------------------------

def tallies(binary, folder: pathlib.Path, only: str) -> list:
    """(name, tally) for every log of the folder that has expectations."""
    truth = json.loads((folder / "truth.json").read_text())

    def one(entry):
        name, about = entry
        compare = Comparison(lambda path, expected, actual: excuse_external(name, path, expected, actual))
        log = Log(binary, folder / name)
        counts(compare, about["truth"], log)
        for expectation in about["expectations"]:
            path = folder / expectation
            if "HistoryServerExpectations" in expectation:
                spark_expectation(compare, path, log)
            elif path.name.endswith(".csv"):
                nvidia_expectation(compare, path, log)
            elif path.name.endswith(".sparklens.json"):
                sparklens_expectation(compare, path, log)
            else:
                raise SystemExit(f"nothing is known of expectation {expectation}")
        return "external " + re.sub(r"^(.*?)/.*/", r"\1/", name.rstrip("/")), compare.tally
    entries = [(name, about) for name, about in sorted(truth.items()) if only in name]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, entries))
